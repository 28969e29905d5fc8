import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { newId } from '../../src/crypto/ids.js'
import { raiseMatchingEpoch } from '../../src/db/accounts.js'
import { connect, type Database } from '../../src/db/connect.js'
import { asTenant } from '../../src/db/tenant.js'
import { createMatcher, type EventToMatch } from '../../src/engine/matcher.js'
import { eventually } from '../helpers/eventually.js'
import { freshDatabase, type TestDatabase } from '../helpers/database.js'

const root = { accountId: 'acc_root' }

/** Accounts by number: each has the one above it, or the root. */
type Tree = readonly (number | null)[]

interface Registered {
  readonly account: number
  readonly environment: 'test' | 'live'
  readonly scope: 'self' | 'descendants'
  readonly include: readonly number[] | null
  readonly exclude: readonly number[]
  readonly project: string | null
  readonly origins: readonly string[] | null
  readonly eventTypes: readonly string[]
  readonly state: 'created' | 'active' | 'paused' | 'disabled' | 'deleted'
}

interface Happened {
  readonly account: number
  readonly environment: 'test' | 'live'
  readonly type: string
  readonly origin: string
  readonly project: string | null
}

const accounts = 7
const environment = fc.constantFrom('test' as const, 'live' as const)
const origin = fc.constantFrom('bank', 'system', 'api')
const project = fc.constantFrom(null, 'prj_1', 'prj 2')
const number = fc.nat(accounts - 1)
const aTree: fc.Arbitrary<Tree> = fc.tuple(
  ...Array.from({ length: accounts }, (_, i) => (i === 0 ? fc.constant(null) : fc.option(fc.nat(i - 1), { freq: 8 }))),
)
const aPattern = fc.constantFrom('*', 'a.*', 'a.b.*', 'a.b', 'a.b.c', 'b.*', 'b.c', 'ab.*')
const aSubscription: fc.Arbitrary<Registered> = fc.record({
  account: number,
  environment,
  scope: fc.constantFrom('self', 'descendants', 'descendants'),
  include: fc.option(fc.array(number, { minLength: 1, maxLength: 3 }), { freq: 2 }),
  exclude: fc.array(number, { maxLength: 1 }),
  project,
  origins: fc.option(fc.array(origin, { minLength: 1 })),
  eventTypes: fc.array(aPattern, { minLength: 1, maxLength: 3 }),
  state: fc.constantFrom('created', 'active', 'active', 'active', 'paused', 'disabled', 'deleted'),
})
const anEvent: fc.Arbitrary<Happened> = fc.record({
  account: number,
  environment,
  type: fc.constantFrom('a.b', 'a.b.c', 'b.c', 'ab.c', 'c.d'),
  origin,
  project,
})

/** Written from the documentation, one condition and one subscription at a time. */
function isOwed(tree: Tree, subscription: Registered, event: Happened): boolean {
  const isAtOrBelow = (account: number | null, top: number): boolean =>
    account !== null && (account === top || isAtOrBelow(tree[account] ?? null, top))
  const isListed = (list: readonly number[]) => list.some((id) => isAtOrBelow(event.account, id) && isAtOrBelow(id, subscription.account))
  const covers = (pattern: string) => new RegExp(`^${pattern.replaceAll('.', '\\.').replace('*', '.+')}$`).test(event.type)
  const { scope, account, include, exclude } = subscription
  const conditions = [
    ['active', 'paused'].includes(subscription.state),
    subscription.environment === event.environment,
    subscription.project === null || subscription.project === event.project,
    subscription.origins?.includes(event.origin) ?? true,
    subscription.eventTypes.some(covers),
    scope === 'self' ? account === event.account : isAtOrBelow(event.account, account),
    scope === 'self' || include === null || isListed(include),
    scope === 'self' || !isListed(exclude),
  ]
  return !conditions.includes(false)
}

describe('the matcher', () => {
  let database: TestDatabase
  let db: Database
  beforeAll(async () => {
    database = await freshDatabase()
    db = connect({ connectionString: database.url, poolMax: 4, onError: () => undefined })
  })
  afterAll(async () => {
    await db.close()
    await database.drop()
  })

  const plant = async (tree: Tree): Promise<string[]> => {
    const ids = tree.map(() => newId('acc'))
    await asTenant(db, root, async (tx) => {
      for (const [i, parent] of tree.entries())
        await tx
          .insertInto('accounts')
          .values({ id: ids[i]!, parent_id: parent === null ? root.accountId : ids[parent]!, name: 'Test' })
          .execute()
    })
    return ids
  }
  const register = async (ids: readonly string[], subscriptions: readonly Registered[]): Promise<string[]> => {
    const made = subscriptions.map((subscription) => ({ id: newId('sub'), ...subscription }))
    const rows = made.map(({ id, account, include, exclude, origins, eventTypes, ...same }) => ({
      id,
      account_id: ids[account]!,
      ...same,
      include_accounts: same.scope === 'self' ? null : (include?.map((i) => ids[i]!) ?? null),
      exclude_accounts: same.scope === 'self' ? [] : exclude.map((i) => ids[i]!),
      origins: origins && [...origins],
      event_types: [...eventTypes],
      url: 'https://receiver.example/hooks',
      host: 'receiver.example',
      description: '',
      schedule: '{"name":"payments-72h"}',
      timeout_ms: 10_000,
      state_reason: null,
    }))
    if (rows.length > 0) await asTenant(db, root, (tx) => tx.insertInto('subscriptions').values(rows).execute())
    return made.map(({ id }) => id)
  }
  const toAsk = (ids: readonly string[], { account, ...event }: Happened): EventToMatch => ({ ...event, accountId: ids[account]! })

  it('finds whom one would find by asking each subscription in turn, whatever the tree (S2-1, S2-4, S2-5)', async () => {
    await fc.assert(
      fc.asyncProperty(
        aTree,
        fc.array(aSubscription, { maxLength: 30 }),
        fc.array(anEvent, { minLength: 1, maxLength: 20 }),
        async (tree, subscriptions, events) => {
          const ids = await plant(tree)
          const made = await register(ids, subscriptions)
          const matcher = createMatcher(db, 1_000)
          for (const event of [...events, ...events]) {
            const match = await matcher.get(toAsk(ids, event))
            const expected = made.filter((_, i) => isOwed(tree, subscriptions[i]!, event))
            expect(
              match
                ?.owed({})
                .map(({ id }) => id)
                .sort(),
            ).toEqual(expected.sort())
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  const everything: Registered = {
    account: 0,
    environment: 'live',
    scope: 'descendants',
    include: null,
    exclude: [],
    project: null,
    origins: null,
    eventTypes: ['*'],
    state: 'active',
  }
  const event: Happened = { account: 2, environment: 'live', type: 'a.b', origin: 'api', project: null }

  it('reads everything of an account again once one of its matches was seen to be old', async () => {
    const ids = await plant([null, 0, 1])
    const matcher = createMatcher(db, 1_000)
    const kinds = ['a.b', 'b.c'].map((type) => toAsk(ids, { ...event, type }))
    const before = await Promise.all(kinds.map((kind) => matcher.get(kind)))
    expect(before.map((match) => match?.owed({}))).toEqual([[], []])
    const [id] = await register(ids, [everything])
    await raiseMatchingEpoch(db.query, ids[0]!)
    expect(await matcher.get(kinds[0]!)).toBe(before[0])
    matcher.forget(ids[2]!, before[0]!)
    const after = await Promise.all(kinds.map((kind) => matcher.get(kind)))
    expect(after.map((match) => match?.owed({}).map((subscription) => subscription.id))).toEqual([[id], [id]])
    matcher.forget(ids[2]!, before[1]!)
    expect(await Promise.all(kinds.map((kind) => matcher.get(kind)))).toEqual(after)
    expect(await matcher.get(kinds[1]!)).toBe(after[1])
  })

  it('knows no account that is not there, and knows it once it is', async () => {
    const matcher = createMatcher(db, 1_000)
    const id = newId('acc')
    const ask = toAsk([id], { ...event, account: 0 })
    expect(await matcher.get(ask)).toBeUndefined()
    await asTenant(db, root, (tx) => tx.insertInto('accounts').values({ id, parent_id: root.accountId, name: 'Test' }).execute())
    expect(await matcher.get(ask)).toMatchObject({ path: [id, root.accountId] })
  })

  it('never takes the words of one kind of event for those of another', async () => {
    const ids = await plant([null, 0, 0])
    await register(ids, [{ ...everything, project: 'x' }])
    const matcher = createMatcher(db, 1_000)
    const ask = toAsk(ids, { ...event, project: 'x' })
    expect((await matcher.get(ask))?.owed({})).toHaveLength(1)
    expect(await matcher.get({ ...ask, accountId: `${ask.accountId} live a.b api x`, project: '' })).toBeUndefined()
    expect((await matcher.get({ ...ask, project: 'x x' }))?.owed({})).toEqual([])
  })

  it('finds ten subscriptions among thousands by an index', async () => {
    const ids = await plant([null, 0, 1])
    const others = Array.from({ length: 3_000 }, (_, i) => ({ ...everything, eventTypes: [`other.t${i}`, `more.t${i}.*`] }))
    await register(ids, [...others, ...Array.from({ length: 10 }, () => everything)])
    const before = await rowsRead()
    const reader = connect({ connectionString: database.url, poolMax: 1, onError: () => undefined })
    const matcher = createMatcher(reader, 1_000)
    for (let i = 0; i < 20; i++) expect((await matcher.get(toAsk(ids, { ...event, type: `a.t${i}` })))?.owed({})).toHaveLength(10)
    await reader.close() // it tells what it has read as it goes
    await eventually(async () => expect((await rowsRead()).byIndex).toBeGreaterThanOrEqual(before.byIndex + 200))
    const after = await rowsRead()
    expect(after.inSequence).toBe(before.inSequence)
    expect(after.byIndex).toBeLessThan(before.byIndex + 300)
  })

  const rowsRead = async () => {
    const [row] = await database.query(`
      select seq_tup_read::int as "inSequence", (select idx_tup_read::int from pg_stat_user_indexes where indexrelname = 'subscriptions_match') as "byIndex"
      from pg_stat_user_tables where relname = 'subscriptions'`)
    return row as { inSequence: number; byIndex: number }
  }
})
