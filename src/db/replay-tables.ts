import type { ColumnType, Generated } from 'kysely'
import type { ReplayInclude, ReplayPhase, ReplayState } from '../domain/replay-types.js'

export interface ReplaysTable {
  id: string
  /** Whose reach it has: of the key that began it. */
  account_id: string
  environment: 'test' | 'live'
  /** The project the key was bound to. */
  project_id: string | null
  include: ReplayInclude
  filter: ColumnType<unknown, string, never>
  dry_run: boolean
  rate_per_second: number
  reason: string
  created_by: string
  state: Generated<ReplayState>
  phase: Generated<ReplayPhase>
  position: ColumnType<unknown, string | null | undefined, string | null>
  selected: Generated<string>
  replayed: Generated<string>
  skipped: Generated<string>
  failed: Generated<string>
  created_at: ColumnType<Date, never, never>
  updated_at: ColumnType<Date, never, Date>
  ended_at: Date | null
  gone_until: ColumnType<Date | null, string | null | undefined, never>
}

export interface ReplayRoundsTable {
  /** The owner of the notification. */
  account_id: string
  notification_id: string
  round: number
  replay_id: string
}
