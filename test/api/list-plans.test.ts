import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Kysely, type KyselyPlugin, type PluginTransformQueryArgs, sql } from 'kysely'
import type { ApiDeps } from '../../src/api/deps.js'
import { createHandlers } from '../../src/api/handlers/index.js'
import type { Tenants } from '../../src/api/tenants.js'
import { type OperationId, type Route, routes } from '../../src/contract/routes.js'
import { connect, type Database } from '../../src/db/connect.js'
import type { Schema } from '../../src/db/schema.js'
import { asTenant } from '../../src/db/tenant.js'
import { type Posthorn, startPosthorn } from '../helpers/posthorn.js'
import { planOf } from '../helpers/query-plan.js'
import { type Receiver, startReceiver } from '../helpers/receiver.js'
import { type Parts, requests } from '../isolation/requests.js'
import { createTenant, type Tenant } from '../isolation/tenant.js'

/** Rows of each of a tenant's things, besides those that were made by the API: so many that no planner reads them all for a page. */
const COPIES = 4_000
/** Of what there is less: a page is merged of the pages of its accounts, and an account may define 500 types. */
const fewCopies: Readonly<Record<string, number>> = { accounts: 20, event_types: 400 }

/** What must differ between copies of a row, in SQL. */
const tables: Readonly<Record<string, string>> = {
  accounts: `'id', x.id || '_' || n`,
  api_keys: `'id', x.id || '_' || n, 'hash', '\\x' || encode(sha256((x.id || n)::bytea), 'hex')`,
  products: `'id', x.id || '_' || n, 'code', x.code || '-' || n`,
  projects: `'id', x.id || '_' || n`,
  project_members: `'id', x.id || '_' || n, 'person', x.person || n`,
  attachments: `'id', x.id || '_' || n, 'product_id', x.product_id || '_' || n`,
  subscriptions: `'id', x.id || '_' || n, 'attachment_id', null`,
  events: `'id', x.id || '_' || n, 'created_at', x.created_at - n * interval '1 second', 'sequence', null`,
  notifications: `'id', x.id || '_' || n, 'event_id', x.event_id || '_' || n, 'created_at', x.created_at - n * interval '1 second'`,
  attempts: `'notification_id', x.notification_id || '_' || n`,
  audit_entries: `'sequence', 1000000 + x.sequence * 10000 + n`,
  change_requests: `'id', x.id || '_' || n`,
  replays: `'id', x.id || '_' || n`,
  event_types: `'type', x.type || n`,
  signing_keys: `'kid', x.kid || '_' || n, 'sequence', 1000000 + x.sequence * 10000 + n, 'state', 'retired', 'sealed', null`,
}

/** Filters that are no choice between a few words. */
const values: Readonly<Record<string, (own: Tenant) => string | Promise<string>>> = {
  account: ({ account }) => account,
  parent: ({ account }) => account,
  target: (own) => own.subscription(),
  subscription: (own) => own.subscription(),
  project: (own) => own.project(),
  attachment: async (own) => (await own.attachment()).attachment,
  event: async ({ client }) => (await client.listEvents()).items[0]!.id,
  type: async ({ client }) => (await client.listEvents()).items[0]!.type,
  eventType: async ({ client }) => (await client.listEvents()).items[0]!.type,
  resource: () => 'pay_1',
  domain: () => 'custom',
  flow: () => 'custom',
  product: () => 'custom',
  after: () => anHourAgo(),
  since: () => anHourAgo(),
  from: () => anHourAgo(),
  before: () => new Date().toISOString(),
  to: () => new Date().toISOString(),
}
const anHourAgo = () => new Date(Date.now() - 3_600_000).toISOString()

const lists = (Object.entries(routes) as [OperationId, Route][]).filter(([, { query }]) => query && 'limit' in shapeOf(query))

function shapeOf(query: NonNullable<Route['query']>): Record<string, { def: unknown }> {
  return (query.def as unknown as { shape: Record<string, { def: unknown }> }).shape
}

/** The words that a filter lets one choose from; undefined when it lets one write. */
function choicesOf(def: unknown): readonly string[] | undefined {
  const { entries, innerType, in: from } = def as { entries?: Record<string, string>; innerType?: { def: unknown }; in?: { def: unknown } }
  if (entries) return Object.values(entries)
  const inner = innerType ?? from
  return inner && choicesOf(inner.def)
}

/** Every filter of a list by itself. */
async function filtersOf({ query }: Route, own: Tenant): Promise<Record<string, string>[]> {
  const names = Object.entries(shapeOf(query!)).filter(([name]) => name !== 'limit' && name !== 'cursor')
  const filters = names.map(async ([name, { def }]) => {
    const choices = choicesOf(def) ?? [await valueOf(name, own)]
    return choices.map((choice) => ({ [name]: choice }))
  })
  return (await Promise.all(filters)).flat()
}

function valueOf(name: string, own: Tenant): string | Promise<string> {
  const make = values[name]
  if (!make) throw new Error(`test/api/list-plans.test.ts does not know a value for the filter ${name}`)
  return make(own)
}

/** Keeps what is asked of the database. */
function capturing(asked: QueryNode[]): KyselyPlugin {
  return {
    transformQuery({ node, queryId }) {
      asked.push({ node, queryId })
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  }
}
type QueryNode = Pick<PluginTransformQueryArgs, 'node' | 'queryId'>

/** More than a page of some accounts. */
const MANY = 1_000

/** The tables that a query can only read from end to end, and sorts of what does not come in order. */
async function wasteOf(tx: Kysely<Schema>, { node, queryId }: QueryNode): Promise<string[]> {
  const nodes = await planOf(tx, tx.getExecutor().compileQuery(node, queryId))
  return nodes.flatMap((plan) => {
    const table = plan['Relation Name'] ?? ''
    if (plan['Node Type'] === 'Seq Scan' && table in tables) return [`reads all of ${table}`]
    const sorted = plan['Node Type'] === 'Sort' ? (plan.Plans?.[0]?.['Plan Rows'] ?? 0) : 0
    return sorted > MANY ? [`sorts ${String(sorted)} rows`] : []
  })
}

/** What handlers of lists have beside the database. */
const deps = {
  clock: () => new Date(),
  policy: { local: 'none', allowHttp: false, cidrs: [], hostPorts: new Set<string>() },
  steering: { url: () => null },
}

describe('a page of a list', () => {
  let posthorn: Posthorn
  let receiver: Receiver
  let own: Tenant
  let db: Database
  beforeAll(async () => {
    posthorn = await startPosthorn()
    receiver = await startReceiver()
    db = connect({ connectionString: posthorn.databaseUrl, poolMax: 2, onError: () => undefined })
    own = await createTenant(posthorn, receiver)
    await own.client.publishEvent({ type: 'test.resource.happened', resource: 'pay_1', data: {} })
    await own.notification()
    await own.replay()
    await own.changeRequest()
    await Promise.all([
      own.key(),
      own.eventType(),
      own.attachment(),
      own.member(),
      own.signingKey(),
      own.accountBelow(),
      own.subscription(),
    ])
    for (const [table, changes] of Object.entries(tables)) {
      await posthorn.query(
        `insert into ${table} select (jsonb_populate_record(null::${table}, to_jsonb(x) || jsonb_build_object(${changes}))).*
         from (select * from ${table} limit 5) x, generate_series(1, ${(fewCopies[table] ?? COPIES) / 5}) n on conflict do nothing`,
      )
    }
    await posthorn.query('analyze')
  }, 120_000)
  afterAll(async () => {
    await db.close()
    await posthorn.stop()
    await receiver.stop()
  })

  /** What is wasted by the plans of what the handler asks of the database for the tenant. */
  async function wasteFor(id: OperationId, { params, query }: Parts, project: string | null = null): Promise<string[]> {
    const caller = { accountId: own.account, environment: 'live' as const, project, member: null, role: null, scopes: ['*'] }
    const waste: string[] = []
    const tenants: Pick<Tenants, 'read'> = {
      read: (_, work) =>
        asTenant(db, caller, async (tx) => {
          const asked: QueryNode[] = []
          const result = await work(tx.withPlugin(capturing(asked)))
          // a small table is read from end to end although there is an index
          await sql`set local enable_seqscan = off`.execute(tx)
          for (const one of asked) waste.push(...(await wasteOf(tx, one)))
          return result
        }),
    }
    const route: Route = routes[id]
    const handle = createHandlers({ ...deps, tenants } as unknown as ApiDeps)[id] as (request: object) => Promise<unknown>
    await handle({ params, query: route.query!.parse({ ...query, limit: '20' }), caller })
    return waste
  }

  it.each(lists.map(([id, route]) => ({ id, route })))(
    'of $id comes by an index and in its order, however it is filtered',
    async ({ id, route }) => {
      const base = await requests[id](own)
      for (const filter of [{}, ...(await filtersOf(route, own))]) {
        const waste = await wasteFor(id, { ...base, query: { ...base.query, ...filter } })
        expect({ filter, waste }).toEqual({ filter, waste: [] })
      }
    },
  )

  it.each(lists.filter(([, { projectKeys }]) => projectKeys === 'their own').map(([id]) => ({ id })))(
    'of $id comes by an index for a key of one project, too',
    async ({ id }) => {
      const { project, attachment } = await own.attachment()
      const settings = { url: 'https://own.example.com', eventTypes: ['payment.settled'] }
      const { id: webhook } = await own.client.createSubscription({ attachment, ...settings })
      const of = ['listAttachments', 'listMembers'].includes(id) ? project : webhook
      expect(await wasteFor(id, { ...('params' in routes[id] && { params: { id: of } }), query: {} }, project)).toEqual([])
    },
  )
})
