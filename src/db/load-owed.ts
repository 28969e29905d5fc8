import type { Database } from './connect.js'
import type { Confirmation } from '../domain/confirmation/confirmation.js'
import type { NotificationState, Schedule } from '../domain/delivery-types.js'
import type { PinMode } from '../domain/pinning.js'
import type { RateLimit } from '../domain/rate-limit.js'
import type { Signing } from '../domain/signing/signing.js'
import type { Style } from '../domain/styles/style.js'
import { type SubscriptionAuth, toAuth } from './subscription-auth.js'
import { toDelivery } from './subscription-delivery.js'
import { toProfile } from './subscription-profile.js'
import { type SubscriptionTls, toTls } from './subscription-tls.js'
import type { SubscriptionStateColumn } from './subscription-tables.js'
import { runOverRows, type Statement } from './statement.js'

/** A notification as an attempt needs it. */
export interface OwedRow {
  readonly id: string
  /** The account that owns the subscription. */
  readonly accountId: string
  readonly event: string
  readonly eventType: string
  readonly subscription: string
  readonly host: string
  readonly subscriptionVersion: number
  readonly subscriptionState: SubscriptionStateColumn
  /** What it is owed is its recovery's to attempt. */
  readonly isFailing: boolean
  readonly state: NotificationState
  readonly heldBy: 'subscription' | 'operator' | null
  readonly attempts: number
  readonly round: number
  readonly roundToken: string | null
  readonly roundOffset: number
  readonly roundStartedAt: Date | null
  readonly nextAttemptAt: Date | null
  readonly lastOutcome: string | null
  readonly lastStatus: number | null
  readonly workflowId: string | null
  readonly createdAt: Date
  readonly body: string
  readonly dataAt: number
  readonly priority: 'attended' | 'unattended'
  /** Marked as a test by its publisher. */
  readonly test: boolean
  /** Of the subscription. */
  readonly deadlineSeconds: number | null
  /** Of the subscription. */
  readonly maxConcurrency: number | null
  readonly rateLimit: RateLimit | null
  /** The signed body of the attempt before, for subscriptions whose body is signed. */
  readonly keptBody: string | null
  /** Its place among the events of its resource, when the subscription gets those one after the other. */
  readonly place: Place | null
}

/** The place of an event among those of its resource. */
export interface Place {
  readonly account: string
  readonly environment: 'test' | 'live'
  readonly resource: string
  readonly sequence: number
  /** It waits so long for an earlier one. */
  readonly waitSeconds: number
}

const statement: Statement<string> = {
  name: 'load-owed',
  text: `
    select n.id, n.account_id as "accountId", n.event_id as "event", n.event_type as "eventType", n.subscription_id as "subscription",
      s.host, s.version as "subscriptionVersion", s.state as "subscriptionState", s.failing_since is not null as "isFailing", n.state, n.held_by as "heldBy", n.attempts, n.round, n.round_token as "roundToken",
      n.round_offset as "roundOffset", n.round_started_at as "roundStartedAt", n.next_attempt_at as "nextAttemptAt", n.last_outcome as "lastOutcome",
      n.last_status as "lastStatus", n.workflow_id as "workflowId", n.created_at as "createdAt", e.body, e.data_at as "dataAt", e.priority, e.test, n.kept_body as "keptBody", s.deadline_seconds as "deadlineSeconds",
      s.max_concurrency as "maxConcurrency", s.rate_limit as "rateLimit",
      case when s.order_wait_seconds is not null and e.resource is not null then json_build_object('account', e.account_id, 'environment', e.environment,
        'resource', e.resource, 'sequence', e.sequence, 'waitSeconds', s.order_wait_seconds) end as place
    from notifications n
    join subscriptions s on s.id = n.subscription_id
    join events e on e.account_id = coalesce(n.event_account_id, n.account_id) and e.id = n.event_id
    where n.id = any($1::text[])`,
  columns: [(id) => id],
}

/** The rows in the order of the ids; undefined for an id that does not exist. */
export async function loadOwed(db: Database, ids: readonly string[]): Promise<(OwedRow | undefined)[]> {
  const rows = await runOverRows<string, OwedRow>(db.pool, statement, ids)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => byId.get(id))
}

/** What of a subscription an attempt needs; `sealed` secrets are opened by the caller. */
export interface EndpointRow extends SubscriptionTls {
  readonly id: string
  readonly accountId: string
  readonly version: number
  readonly url: string
  readonly host: string
  readonly pinMode: PinMode
  /** Addresses and CIDR blocks. */
  readonly ipAddresses: readonly string[]
  readonly timeoutMs: number
  readonly schedule: Schedule
  readonly style: Style
  readonly confirmation: Confirmation
  readonly signing: Signing
  readonly environment: 'test' | 'live'
  readonly project: string | null
  readonly auth: SubscriptionAuth
  readonly secrets: readonly { id: string; sealed: Buffer; expiresAt: Date | null }[]
}

/** The current version of a subscription's endpoint; undefined when there is none. */
export async function loadEndpoint(db: Database, id: string): Promise<EndpointRow | undefined> {
  return db.query
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const row = await tx.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirst()
      if (!row) return undefined
      const secrets = await tx
        .selectFrom('subscription_secrets')
        .select(['id', 'sealed', 'expires_at'])
        .where('subscription_id', '=', id)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .execute()
      const { pinMode, ipAddresses } = toProfile(row)
      const { timeoutMs, schedule, style, confirmation, signing } = toDelivery(row)
      return {
        id: row.id,
        accountId: row.account_id,
        version: row.version,
        url: row.url,
        host: row.host,
        pinMode,
        ipAddresses,
        environment: row.environment,
        project: row.project,
        timeoutMs,
        schedule,
        style,
        confirmation,
        signing,
        auth: toAuth(row),
        ...toTls(row),
        secrets: secrets.map(({ id: secretId, sealed, expires_at }) => ({ id: secretId, sealed, expiresAt: expires_at })),
      }
    })
}
