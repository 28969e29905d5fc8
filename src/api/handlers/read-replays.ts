import { findReplay, listReplays as list } from '../../db/replays.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { requirePage } from '../require-page.js'
import { toReplay } from '../to-replay.js'

export const getReplay =
  (deps: ApiDeps): Handler<'getReplay'> =>
  async ({ params, caller }) =>
    toReplay(found(await deps.tenants.read(caller, (tx) => findReplay(tx, params.id, caller))), deps)

export const listReplays =
  (deps: ApiDeps): Handler<'listReplays'> =>
  async ({ query, caller }) => {
    const { items, nextCursor } = requirePage(await deps.tenants.read(caller, (tx) => list(tx, query, caller)))
    return { items: items.map((replay) => toReplay(replay, deps)), nextCursor }
  }
