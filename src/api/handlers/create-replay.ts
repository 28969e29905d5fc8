import { newId } from '../../crypto/ids.js'
import { refuseStates } from '../../domain/replay.js'
import type { ApiDeps, Handler } from '../deps.js'
import { replayChange } from '../four-eyes/replay-change.js'
import { submitChange } from '../four-eyes/submit-change.js'
import { Pending } from '../pending.js'
import { toReplay } from '../to-replay.js'
import { invalidMember } from '../validate.js'

/** Writes the replay down; its workflow counts, and then replays, what the filter names. */
export const createReplay =
  (deps: ApiDeps): Handler<'createReplay'> =>
  async ({ body, caller, source }) => {
    const { include, filter, reason } = body
    if (Date.parse(filter.to) <= Date.parse(filter.from)) throw invalidMember('/filter/to', 'must be later than from')
    const refusal = refuseStates(include, filter.states)
    if (refusal !== undefined) throw invalidMember('/filter/states', refusal)
    const ask = { id: newId('rpl'), account: caller.accountId, project: caller.project, createdBy: caller.keyId, body }
    const replay = await submitChange(deps, replayChange(deps), { caller, source: { ...source, reason }, ask })
    if (replay instanceof Pending) return replay
    await deps.replays.tell(replay)
    return toReplay(replay, deps)
  }
