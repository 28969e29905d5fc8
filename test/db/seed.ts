import { afterAll, beforeAll } from '@jest/globals'
import type { Kysely } from 'kysely'
import { newId } from '../../src/crypto/ids.js'
import { connect, type Database } from '../../src/db/connect.js'
import { type EventRow, insertEvents } from '../../src/db/publish.js'
import type { AttemptRow } from '../../src/db/record-attempt.js'
import type { Schema } from '../../src/db/schema.js'
import { asTenant } from '../../src/db/tenant.js'
import { freshDatabase, type TestDatabase } from '../helpers/database.js'

export interface Seeded {
  readonly db: Database
  readonly query: TestDatabase['query']
  readonly account: string
  readonly subscription: string
  /** Publishes an event that the subscription is owed, and returns its notification. */
  notification(changes?: { held?: boolean; nodeId?: string; createdAt?: Date }): Promise<string>
  /** The columns of a notification. */
  row(id: string): Promise<Record<string, unknown>>
}

/** A database for the tests of a file, with one account and one active subscription. */
export function seededDatabase(): () => Seeded {
  let seeded: (Seeded & { close(): Promise<void> }) | undefined
  beforeAll(async () => {
    seeded = await seed()
  })
  afterAll(() => seeded?.close())
  return () => {
    if (!seeded) throw new Error('seededDatabase() is there from the first test on')
    return seeded
  }
}

async function seed(): Promise<Seeded & { close(): Promise<void> }> {
  const database = await freshDatabase()
  const db = connect({ connectionString: database.url, poolMax: 6, onError: () => undefined })
  const account = newId('acc')
  const subscription = newId('sub')
  await asTenant(db, { accountId: 'acc_root' }, async (tx) => {
    await tx.insertInto('accounts').values({ id: account, parent_id: 'acc_root', name: 'Test' }).execute()
    await insertSubscription(tx, { account, subscription })
  })
  return {
    db,
    query: database.query,
    account,
    subscription,
    async notification({ held = false, nodeId = 'nod_gone', createdAt = new Date() } = {}) {
      const id = newId('ntf')
      const event = anEvent(account, { createdAt, notifications: [{ id, subscription, owner: account, held, nodeId, webhookOf: null }] })
      await insertEvents(db, [event])
      return id
    },
    async row(id) {
      return await db.query.selectFrom('notifications').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    },
    async close() {
      await db.close()
      await database.drop()
    },
  }
}

async function insertSubscription(tx: Kysely<Schema>, { account, subscription }: { account: string; subscription: string }): Promise<void> {
  const values = { id: subscription, account_id: account, url: 'https://receiver.example/hooks', host: 'receiver.example' }
  const rest = { event_types: ['*'], schedule: JSON.stringify({ name: 'payments-72h' }), timeout_ms: 10_000, state: 'active' as const }
  await tx
    .insertInto('subscriptions')
    .values({ ...values, ...rest, description: '', state_reason: null })
    .execute()
}

/** An event matched against the subscriptions of an account that have never changed. */
export function anEvent(accountId: string, changes: Partial<EventRow> = {}): EventRow {
  const createdAt = changes.createdAt ?? new Date()
  return {
    accountId,
    id: newId('evt'),
    type: 'payment.settled',
    project: null,
    origin: 'api',
    environment: 'test',
    occurredAt: createdAt,
    correlationId: null,
    priority: 'unattended',
    test: false,
    subject: null,
    body: '{"data":1}',
    dataAt: 8,
    requestHash: Buffer.alloc(32),
    createdAt,
    matchingEpoch: '0',
    path: [accountId],
    notifications: [],
    ...changes,
  }
}

/** An attempt that was answered 503 and is to be repeated in an hour. */
export function anAttempt(notification: string, changes: Partial<AttemptRow> = {}): AttemptRow {
  const now = new Date()
  return {
    notification,
    accountId: 'acc_test',
    number: 1,
    round: 1,
    roundStartedAt: now,
    startedAt: now,
    endedAt: now,
    timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 1, totalMs: 2 },
    address: '127.0.0.1',
    requestHeaders: '{}',
    status: 503,
    responseHeaders: '{}',
    responseBody: Buffer.alloc(0),
    bodyTruncated: false,
    outcome: 'failed',
    reason: 'HTTP 503',
    decision: 'retry',
    nextAttemptAt: new Date(now.getTime() + 3_600_000),
    state: 'retrying',
    keptBody: null,
    workflowId: notification,
    unscheduled: 0,
    ...changes,
  }
}
