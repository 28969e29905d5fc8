import type { Replay } from '../../contract/replays.js'
import { changeReplay, findReplay, lockReplay } from '../../db/replays.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found, Problem } from '../problem.js'
import type { ChangeRequest } from '../tenants.js'
import { toReplay } from '../to-replay.js'

const moves = { pause: 'paused', resume: 'running', cancel: 'cancelled' } as const

/** Changes the row of a replay that has not ended, with an audit entry, and tells its workflow. One that is so already is left as it is. */
async function steer(
  deps: ApiDeps,
  request: ChangeRequest & { readonly params: { readonly id: string } },
  verb: keyof typeof moves,
): Promise<Replay> {
  const { caller } = request
  const { id } = request.params
  const state = moves[verb]
  const replay = await deps.tenants.change(request, async (tx) => {
    const before = found(await lockReplay(tx, id, caller))
    if (before.state === state && state !== 'cancelled') return { result: before }
    if (before.endedAt !== null) throw new Problem('replay_ended', { detail: `it is ${before.state}; begin another one` })
    await changeReplay(tx, id, { state })
    const audit = { account: before.account, action: `replay.${verb}`, target: id, before: { state: before.state }, after: { state } }
    return { result: found(await findReplay(tx, id, caller)), audit }
  })
  await deps.replays.tell(replay)
  return toReplay(replay, deps)
}

export const pauseReplay =
  (deps: ApiDeps): Handler<'pauseReplay'> =>
  (request) =>
    steer(deps, request, 'pause')

export const resumeReplay =
  (deps: ApiDeps): Handler<'resumeReplay'> =>
  (request) =>
    steer(deps, request, 'resume')

export const cancelReplay =
  (deps: ApiDeps): Handler<'cancelReplay'> =>
  (request) =>
    steer(deps, request, 'cancel')
