import { type Kysely, type Selectable, sql } from 'kysely'
import { mayEnd } from '../crypto/watched-certificates.js'
import type { Filter } from '../domain/filter.js'
import { type AccountLists, toAccountLists } from './account-lists.js'
import { raiseMatchingEpoch } from './accounts.js'
import type { Origin } from './events.js'
import { type Page, readCursor, toPage } from './page.js'
import { accountsWithin, isWebhookOf, isWithin, type Reach } from './reach.js'
import type { Schema } from './schema.js'
import { type SubscriptionAuth, toAuth, toAuthColumns } from './subscription-auth.js'
import { type SubscriptionDelivery, toDelivery, toDeliveryColumns } from './subscription-delivery.js'
import { type StateReason, toStateColumns, toStateReason } from './subscription-state.js'
import type { SubscriptionsTable } from './subscription-tables.js'
import { noClientCertificate, type SubscriptionTls, toTls, toTlsColumns } from './subscription-tls.js'
import { type SubscriptionProfile, toProfile, toProfileColumns } from './subscription-profile.js'
import { type SecretInfo, type SecretRow, signingSecrets, toSecretInfo } from './subscription-secrets.js'

export type SubscriptionState = 'created' | 'active' | 'paused' | 'disabled' | 'draining'

export interface SubscriptionRecord extends SubscriptionProfile, SubscriptionAuth, SubscriptionTls, SubscriptionDelivery {
  readonly id: string
  readonly account: string
  /** The product in a project whose webhook it is. */
  readonly attachment: string | null
  readonly environment: 'test' | 'live'
  readonly url: string
  readonly host: string
  readonly eventTypes: string[]
  readonly scope: 'self' | 'descendants'
  readonly accounts: AccountLists | null
  readonly origins: Origin[] | null
  readonly project: string | null
  readonly filter: Filter | null
  readonly description: string
  readonly state: SubscriptionState
  readonly stateChangedAt: string
  /** Null: before this was kept. */
  readonly stateReason: StateReason | null
  readonly failingSince: string | null
  readonly nextProbeAt: string | null
  readonly version: number
  readonly secrets: SecretInfo[]
  readonly createdAt: string
  readonly updatedAt: string
}

type Row = Selectable<SubscriptionsTable> & { secrets: SecretRow[] }

function toSubscription(row: Row): SubscriptionRecord {
  return {
    id: row.id,
    account: row.account_id,
    attachment: row.attachment_id,
    environment: row.environment,
    url: row.url,
    host: row.host,
    eventTypes: row.event_types,
    scope: row.scope,
    accounts: toAccountLists(row),
    origins: row.origins as Origin[] | null,
    project: row.project,
    filter: row.filter as Filter | null,
    ...toProfile(row),
    ...toAuth(row),
    ...toTls(row),
    description: row.description,
    ...toDelivery(row),
    state: row.state as SubscriptionState,
    stateChangedAt: row.state_changed_at.toISOString(),
    stateReason: toStateReason(row),
    failingSince: row.failing_since?.toISOString() ?? null,
    nextProbeAt: row.next_probe_at?.toISOString() ?? null,
    version: row.version,
    secrets: row.secrets.map(toSecretInfo),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

/** What an owner sets; `host` is the URL's. */
export interface SubscriptionSettings extends SubscriptionProfile, SubscriptionAuth, SubscriptionTls, SubscriptionDelivery {
  readonly url: string
  readonly host: string
  readonly eventTypes: readonly string[]
  readonly scope: 'self' | 'descendants'
  readonly accounts: AccountLists | null
  readonly origins: readonly Origin[] | null
  readonly project: string | null
  readonly filter: Filter | null
  readonly description: string
}

export interface NewSubscription extends SubscriptionSettings {
  readonly id: string
  readonly account: string
  readonly attachment: string | null
  readonly environment: 'test' | 'live'
  readonly state: 'created' | 'active'
  readonly stateReason: StateReason
}

export async function insertSubscription(
  tx: Kysely<Schema>,
  { id, account, attachment, environment, state, stateReason, ...settings }: NewSubscription,
): Promise<void> {
  await tx
    .insertInto('subscriptions')
    .values({
      id,
      account_id: account,
      attachment_id: attachment,
      environment,
      ...toStateColumns(state, stateReason),
      ...toColumns(settings),
    })
    .execute()
  await raiseMatchingEpoch(tx, account)
}

function toColumns({ url, host, eventTypes, description, ...settings }: SubscriptionSettings) {
  const { scope, accounts, origins, project, filter } = settings
  return {
    url,
    host,
    event_types: [...new Set(eventTypes)],
    scope,
    include_accounts: accounts?.include ? [...new Set(accounts.include)] : null,
    exclude_accounts: [...new Set(accounts?.exclude ?? [])],
    origins: origins && [...new Set(origins)],
    project,
    filter: filter && JSON.stringify(filter),
    ...toProfileColumns(settings),
    ...toAuthColumns(settings),
    ...toTlsColumns(settings),
    description,
    ...toDeliveryColumns(settings),
    certificates_look_at: mayEnd(settings) ? sql<Date>`now()` : null,
  }
}

/** What there is in the caller's environment: a test key neither sees nor changes what live events are delivered to. */
const current = (query: Kysely<Schema>, reach: Reach) =>
  query
    .selectFrom('subscriptions as s')
    .selectAll('s')
    .select(signingSecrets.as('secrets'))
    .where('s.state', '<>', 'deleted')
    .where('s.environment', '=', reach.environment)
    .where(isWebhookOf('s', reach))

/** Undefined when there is none within reach. */
export async function findSubscription(query: Kysely<Schema>, id: string, reach: Reach): Promise<SubscriptionRecord | undefined> {
  const row = await current(query, reach).where('s.id', '=', id).where(isWithin('s.account_id', reach.accountId)).executeTakeFirst()
  return row && toSubscription(row)
}

/** The same, locked until the transaction ends: what is decided on it holds when it is written. */
export async function lockSubscription(tx: Kysely<Schema>, id: string, reach: Reach): Promise<SubscriptionRecord | undefined> {
  const row = await current(tx, reach)
    .where('s.id', '=', id)
    .where(isWithin('s.account_id', reach.accountId))
    .forUpdate('s')
    .executeTakeFirst()
  return row && toSubscription(row)
}

/** What is left out, or undefined, stays. */
export type SubscriptionChange = { readonly [Member in keyof SubscriptionSettings]?: SubscriptionSettings[Member] | undefined }

const given = (change: SubscriptionChange) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<SubscriptionSettings>

/** A change of the state. */
export interface Moved {
  readonly to: SubscriptionState | 'deleted'
  readonly reason: StateReason
}

/** Nobody is shown the certificates of a deleted one any more, and nobody is told of them. */
const forgotten = ({ tls }: SubscriptionRecord) => ({ ...toTlsColumns({ tls, ...noClientCertificate }), certificates_look_at: null })

/** Writes a change of a locked subscription; publishes are matched anew and attempts read it anew. */
export async function changeSubscription(
  tx: Kysely<Schema>,
  locked: SubscriptionRecord,
  { moved, ...change }: SubscriptionChange & { readonly moved?: Moved },
): Promise<void> {
  await tx
    .updateTable('subscriptions')
    .set({
      version: sql`version + 1`,
      updated_at: sql`now()`,
      ...toColumns({ ...locked, ...given(change) }),
      ...(moved && toStateColumns(moved.to, moved.reason)),
      ...(moved?.to === 'deleted' && forgotten(locked)),
    })
    .where('id', '=', locked.id)
    .where('account_id', '=', locked.account)
    .execute()
  await raiseMatchingEpoch(tx, locked.account)
}

export interface SubscriptionFilter {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly account?: string | undefined
  readonly attachment?: string | undefined
  readonly state?: SubscriptionState | undefined
}

/** Newest first; undefined when the cursor is not one of this list. */
export async function listSubscriptions(
  query: Kysely<Schema>,
  { limit, cursor, account, attachment, state }: SubscriptionFilter,
  reach: Reach,
): Promise<Page<SubscriptionRecord> | undefined> {
  const position = cursor === undefined ? [] : readCursor(cursor, [/^sub_\w{1,60}$/])
  if (!position) return undefined
  const [before] = position
  const rows = await current(query, reach)
    .where('s.account_id', 'in', sql<string>`${accountsWithin(reach, account)}`)
    .$if(attachment !== undefined, (list) => list.where('s.attachment_id', '=', attachment ?? ''))
    .$if(state !== undefined, (list) => list.where('s.state', '=', state ?? 'created'))
    .$if(before !== undefined, (list) => list.where('s.id', '<', before ?? ''))
    .orderBy('s.id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, { toItem: toSubscription, positionOf: ({ id }) => [id] })
}
