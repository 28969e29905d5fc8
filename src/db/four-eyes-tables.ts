import type { ColumnType, Generated } from 'kysely'

export interface ApprovalPoliciesTable {
  account_id: string
  environment: 'test' | 'live'
  kinds: string[]
  version: Generated<number>
  updated_at: ColumnType<Date, Date | undefined, Date>
}

export interface ChangeRequestsTable {
  id: string
  account_id: string
  environment: 'test' | 'live'
  action: string
  kinds: string[]
  /** The project that the author's key is bound to. */
  project_id: string | null
  target: string
  target_version: number
  sealed_ask: Buffer | null
  sealed_differences: Buffer
  author_key: string
  author_account: string
  reason: string | null
  state: Generated<'pending' | 'approved' | 'rejected' | 'withdrawn'>
  created_at: ColumnType<Date, Date | undefined, never>
  expires_at: Date
  decided_at: Date | null
  decided_key: string | null
  decided_account: string | null
  decision_reason: string | null
  break_glass: Generated<boolean>
}
