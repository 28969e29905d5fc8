import type { ColumnType, Generated } from 'kysely'
import type { CreatedAt, Touched } from './column-types.js'
import type { AttachmentsTable, ProductsTable, ProjectMembersTable, ProjectsTable } from './project-tables.js'
import type { OwnEventsTable, SubscriptionSecretsTable, SubscriptionsTable } from './subscription-tables.js'
import type { ReplayRoundsTable, ReplaysTable } from './replay-tables.js'
import type { ApprovalPoliciesTable, ChangeRequestsTable } from './four-eyes-tables.js'
import type { RetentionMarksTable, RetentionPoliciesTable, RetentionRevisitsTable } from './retention-tables.js'
import type { SigningKeyEpochTable, SigningKeysTable } from './signing-key-tables.js'

export interface AccountsTable {
  id: string
  parent_id: string | null
  kind: Generated<'reseller' | 'portfolio' | 'merchant'>
  name: string
  matching_epoch: Generated<string>
  version: Generated<number>
  created_at: CreatedAt
  updated_at: Touched
}

/** Kept by a trigger on `accounts`. */
export interface AccountPathsTable {
  ancestor_id: string
  account_id: string
  depth: number
}

export interface ApiKeysTable {
  id: string
  account_id: string
  name: string
  environment: 'test' | 'live'
  /** Null: a key of the whole account. */
  project_id: Generated<string | null>
  /** Whose key it is. */
  member_id: Generated<string | null>
  hash: Buffer
  scopes: Generated<string[]>
  allowed_addresses: Generated<string[]>
  created_at: CreatedAt
  created_by: string | null
  expires_at: Date | null
  last_used_at: Date | null
  revoked_at: Date | null
}

export interface EventTypesTable {
  account_id: string
  type: string
  version: number
  revision: Generated<number>
  description: string
  domain: string
  product: string
  flow: string
  data_type: 'transaction' | 'object'
  origins: string[]
  dedupe_pointers: string[]
  dedupe_words: string
  schema: ColumnType<unknown, string, string>
  example: ColumnType<unknown, string, string>
  created_at: CreatedAt
  updated_at: Touched
}

export interface AuditEntriesTable {
  account_id: string
  sequence: string
  at: Date
  actor_kind: string
  actor_id: string
  actor_account: string | null
  action: string
  target: string
  before: string | null
  after: string | null
  reason: string | null
  source_address: string | null
  request_id: string | null
  previous_hash: Buffer
  hash: Buffer
}

export interface AuditHeadsTable {
  account_id: string
  sequence: string
  hash: Buffer
}

export interface NodesTable {
  id: string
  name: string
  started_at: CreatedAt
  renewed_at: Touched
}

export interface EventsTable {
  account_id: string
  id: string
  type: string
  project: string | null
  origin: string
  environment: 'test' | 'live'
  occurred_at: Date
  correlation_id: string | null
  priority: 'attended' | 'unattended'
  test: boolean
  subject: string | null
  payload_removed_at: Date | null
  payload_removed_by: 'erasure' | 'retention' | null
  body: string
  data_at: number
  request_hash: Buffer
  created_at: CreatedAt
  resource: Generated<string | null>
  sequence: Generated<string | null>
}

export interface NotificationsTable {
  id: string
  /** The owner of the subscription. */
  account_id: string
  /** Null: the same account. */
  event_account_id: string | null
  event_id: string
  event_type: string
  subscription_id: string
  node_id: string
  state: string
  attempts: Generated<number>
  round: Generated<number>
  round_token: string | null
  round_started_at: Date | null
  round_offset: Generated<number>
  next_attempt_at: Date | null
  last_outcome: string | null
  last_status: number | null
  workflow_id: string | null
  held_by: 'subscription' | 'operator' | null
  end_reason: string | null
  /** The signed body of an attempt that failed. */
  kept_body: string | null
  /** Of its event. */
  test: Generated<boolean>
  created_at: CreatedAt
  updated_at: Touched
}

export interface AttemptsTable {
  notification_id: string
  number: number
  started_at: Date
  account_id: string
  round: number
  dns_ms: number | null
  connect_ms: number | null
  tls_ms: number | null
  first_byte_ms: number | null
  total_ms: number
  address: string | null
  request_headers: string
  status: number | null
  response_headers: string | null
  response_body: Buffer | null
  body_truncated: boolean
  outcome: string
  reason: string
  decision: string
  next_attempt_at: Date | null
  duplicate: boolean
}

export interface Schema {
  accounts: AccountsTable
  account_paths: AccountPathsTable
  api_keys: ApiKeysTable
  products: ProductsTable
  projects: ProjectsTable
  project_members: ProjectMembersTable
  attachments: AttachmentsTable
  subscriptions: SubscriptionsTable
  subscription_secrets: SubscriptionSecretsTable
  nodes: NodesTable
  own_events: OwnEventsTable
  events: EventsTable
  notifications: NotificationsTable
  attempts: AttemptsTable
  replays: ReplaysTable
  replay_rounds: ReplayRoundsTable
  approval_policies: ApprovalPoliciesTable
  change_requests: ChangeRequestsTable
  retention_policies: RetentionPoliciesTable
  retention_marks: RetentionMarksTable
  retention_revisits: RetentionRevisitsTable
  signing_keys: SigningKeysTable
  signing_key_epoch: SigningKeyEpochTable
  audit_entries: AuditEntriesTable
  event_types: EventTypesTable
  audit_heads: AuditHeadsTable
}
