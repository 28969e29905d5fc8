import type { Generated } from 'kysely'
import type { RetentionClass } from '../domain/retention.js'
import type { Touched } from './column-types.js'

export interface RetentionPoliciesTable {
  account_id: string
  payload_days: number | null
  attempt_bodies_days: number | null
  metadata_days: number | null
  version: Generated<number>
  updated_at: Touched
}

export interface RetentionMarksTable {
  account_id: string
  class: RetentionClass
  scanned_at: Date
  scanned_event: string
  removed_until: Date | null
  applied_at: Date
}

export interface RetentionRevisitsTable {
  account_id: string
  event_id: string
  look_at: Generated<Date>
}
