import type { Replay } from '../contract/replays.js'
import type { ReplayRecord } from '../db/replays.js'
import { expectedEnd } from '../domain/replay.js'
import type { ApiDeps } from './deps.js'

/** A replay as the API shows it. */
export function toReplay(record: ReplayRecord, { steering, clock }: Pick<ApiDeps, 'steering' | 'clock'>): Replay {
  const { counts, position: _position, filter, ...replay } = record
  const { eventTypes, states, ...rest } = filter
  return {
    ...replay,
    ...counts,
    filter: { ...rest, ...(eventTypes && { eventTypes: [...eventTypes] }), ...(states && { states: [...states] }) },
    expectedEndAt: expectedEnd({ ...replay, ...counts }, clock())?.toISOString() ?? null,
    workflow: { id: replay.id, url: steering.url(replay.id) },
  }
}
