import type { OutputOf } from '../contract/operation-types.js'
import type { Replay } from '../contract/replays.js'
import type { Desk } from './cli.js'
import { toPageText } from './page.js'
import { toRecord } from './table.js'
import { toClockTime, toDistance, toMoment } from './times.js'
import { replayTones } from './tones.js'

export const toReplaysText =
  (desk: Desk) =>
  (page: OutputOf<'listReplays', 'response'>): string =>
    toPageText(desk, page, {
      nothing: 'No replays.',
      columns: [
        { title: 'id', cell: (row) => row.id },
        { title: 'state', cell: (row) => row.state, tone: (row) => replayTones[row.state] },
        { title: 'include', cell: toIncludeText },
        { title: 'selected', cell: (row) => row.selected, align: 'right' },
        { title: 'replayed', cell: (row) => row.replayed, align: 'right' },
        { title: 'skipped', cell: (row) => row.skipped, align: 'right' },
        { title: 'failed', cell: (row) => row.failed, align: 'right' },
        { title: 'created', cell: (row) => toDistance(row.createdAt, desk.now()) },
        { title: 'reason', cell: (row) => row.reason },
      ],
    })

export const toReplayText =
  (desk: Desk) =>
  (replay: Replay): string => {
    const { filter } = replay
    return toRecord([
      ['Replay', replay.id],
      ['State', replay.state],
      ['Include', toIncludeText(replay)],
      ['Published', `${toClockTime(filter.from) ?? ''} to ${toClockTime(filter.to) ?? ''}`],
      ['Gone before', toMoment(replay.goneUntil, desk.now())],
      ['Account', filter.account ?? replay.account],
      ['Project', replay.project],
      ['Subscription', filter.subscription ?? null],
      ['Event types', filter.eventTypes?.join(', ') ?? null],
      ['States', filter.states?.join(', ') ?? null],
      ['Progress', toProgressText(replay)],
      ['Rate', `${replay.ratePerSecond} a second`],
      ['Expected end', toMoment(replay.expectedEndAt, desk.now())],
      ['Reason', replay.reason],
      ['Created', toMoment(replay.createdAt, desk.now())],
      ['Ended', toMoment(replay.endedAt, desk.now())],
      ['Workflow', replay.workflow.id],
      ['Temporal UI', replay.workflow.url],
    ])
  }

const toIncludeText = ({ include, dryRun }: Replay): string => (dryRun ? `${include} (dry run)` : include)

export function toProgressText({ phase, state, dryRun, selected, replayed, skipped, failed }: Replay): string {
  if (dryRun) return `${selected} would be replayed${state === 'completed' ? '' : ', and counting'}`
  if (phase === 'selecting') return `${selected} selected, and counting`
  const rest = [skipped > 0 ? `${skipped} skipped` : '', failed > 0 ? `${failed} failed` : ''].filter((text) => text !== '')
  return [`${replayed} of ${selected} replayed`, ...rest].join(', ')
}
