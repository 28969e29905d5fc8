import type { ColumnType, Generated } from 'kysely'
import type { PinMode } from '../domain/pinning.js'
import type { CreatedAt, Touched } from './column-types.js'

export type SubscriptionStateColumn = 'created' | 'active' | 'paused' | 'disabled' | 'draining' | 'deleted'

export interface SubscriptionsTable {
  id: string
  account_id: string
  url: string
  host: string
  event_types: string[]
  description: string
  schedule: ColumnType<unknown, string, string>
  style: ColumnType<unknown, string | undefined, string>
  confirmation: ColumnType<unknown, string | undefined, string>
  signing: ColumnType<unknown, string | undefined, string>
  timeout_ms: number
  deadline_seconds: number | null
  max_concurrency: number | null
  rate_limit: ColumnType<unknown, string | null | undefined, string | null>
  order_wait_seconds: number | null
  state: SubscriptionStateColumn
  state_reason: string | null
  state_changed_at: Touched
  /** Null: before this was kept. */
  state_code: string | null
  failing_since: Date | null
  /** When it is probed next, while it is failing; null: at once. */
  next_probe_at: Date | null
  probes: Generated<number>
  state_by: ColumnType<unknown, string | null | undefined, string | null>
  environment: Generated<'test' | 'live'>
  scope: Generated<'self' | 'descendants'>
  /** Null: all accounts of the scope. */
  include_accounts: string[] | null
  exclude_accounts: Generated<string[]>
  origins: string[] | null
  project: string | null
  filter: ColumnType<unknown, string | null, string | null>
  /** The attachment whose webhook it is. */
  attachment_id: ColumnType<string | null, string | null, never>
  fqdn: string | null
  ip_addresses: Generated<string[]>
  pin_mode: Generated<PinMode>
  /** When its account was last told that it leads to addresses which are not registered. */
  unregistered_told_at: Date | null
  contact: ColumnType<unknown, string | null | undefined, string | null>
  technical_notes: Generated<string>
  headers: ColumnType<unknown, string | undefined, string>
  auth: ColumnType<unknown, string | undefined, string>
  /** The secret part of `auth`, sealed. */
  sealed_credential: Buffer | null
  tls: ColumnType<unknown, string | undefined, string>
  client_certificate: ColumnType<unknown, string | null | undefined, string | null>
  client_certificate_request: ColumnType<unknown, string | null | undefined, string | null>
  /** The private keys of both, sealed. */
  sealed_client_key: Buffer | null
  sealed_requested_key: Buffer | null
  /** When its certificates are to be looked at; null: it has none that could end. */
  certificates_look_at: Date | null
  /** Those that end soon and of which its account was told. */
  certificates_told: Generated<string[]>
  version: Generated<number>
  created_at: CreatedAt
  updated_at: Touched
}

export interface SubscriptionSecretsTable {
  id: string
  subscription_id: string
  account_id: string
  sealed: Buffer
  created_at: CreatedAt
  expires_at: Date | null
}

/** What Posthorn tells an account of an endpoint. */
export interface OwnEventsTable {
  id: string
  account_id: string
  environment: 'test' | 'live'
  type: string
  subscription_id: string
  test: Generated<boolean>
  data: string
  created_at: CreatedAt
  published_at: Date | null
}
