import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type OperationId, type Route, routes } from '../../src/contract/routes.js'
import { withPosthorn } from '../helpers/posthorn.js'
import { fillProject } from './belongings.js'
import { createProjectTenant } from './project-tenant.js'
import { createTenant } from './tenant.js'
import { type Leak, type Walk, walkRoutes } from './walk.js'
import { withoutConditions } from './without-conditions.js'
import { withoutRowSecurity } from './without-row-security.js'

type Scene = Parameters<Parameters<typeof withPosthorn>[0]>[0]

const byId = async (own: { project(): Promise<string> }) => ({ params: { id: await own.project() } })
const aDay = () => ({ from: new Date(Date.now() - 86_400_000).toISOString(), to: new Date().toISOString() })
const url = 'https://own.example.com/hook'

/** What a key of one project can ask of its own. */
const instead: NonNullable<Walk['instead']> = {
  createSubscription: async (own) => ({ body: { url, eventTypes: ['payment.*'], attachment: (await own.attachment()).attachment } }),
  // counting needs no approval
  createReplay: () => ({ body: { filter: aDay(), include: 'failed', reason: 'test', dryRun: true } }),
  // its keys would end with it
  deleteProject: async (own) => ({ ...(await byId(own)), query: { pending: 'cancel', dryRun: 'true' } }),
}

/** A publisher may say any project, but for one whose key is bound to one. */
const places: NonNullable<Walk['places']> = {
  publishEvent: [{ part: 'body', path: ['project'] }],
  publishBatch: [{ part: 'body', path: ['events', 0, 'project'] }],
  createSubscription: [{ part: 'body', path: ['project'] }],
  updateSubscription: [{ part: 'body', path: ['project'] }],
}

const route = (id: OperationId): Route => routes[id]
const entries = Object.entries(routes) as [OperationId, Route][]
const refused = entries.filter(([, { projectKeys }]) => projectKeys === 'refused').map(([id]) => id)

/** Two projects of one account side by side, and what a key of one of them sees of the other and of the account's own. */
async function walk(posthorn: Scene, prepare: () => Promise<unknown> = () => Promise.resolve()): Promise<Leak[]> {
  const account = await createTenant(posthorn, posthorn.receiver)
  await account.client.setApprovalsPolicy({ id: account.account, ifMatch: 0, kinds: ['ipList', 'bulkReplay'] })
  const own = await createProjectTenant(posthorn, posthorn.receiver, account)
  const other = await createProjectTenant(posthorn, posthorn.receiver, account)
  const others = await fillProject(other, own.id, posthorn.query)
  await prepare()
  // the project is live: what its keys may simulate is shown by test/api/simulations.test.ts
  const isRefused = (id: OperationId) => refused.includes(id) || route(id).environment === 'test'
  return walkRoutes({ baseUrl: posthorn.baseUrl, own, others, instead, places, isRefused })
}

describe('keys of projects of one account', () => {
  let planted: ReturnType<typeof withoutConditions>
  beforeAll(() => {
    planted = withoutConditions()
  })
  afterAll(() => planted.remove())

  it('see nothing of another project nor of the account itself, by any route with any id at any place', async () => {
    await withPosthorn(async (posthorn) => expect(await walk(posthorn)).toEqual([]))
  }, 300_000)

  it('see nothing of them when the queries ask for no project: the database holds them apart', async () => {
    await withPosthorn(async (posthorn) => expect(await walk(posthorn)).toEqual([]), { program: planted.program })
  }, 300_000)

  it('would be seen by this test to leak, without conditions and without row-level security', async () => {
    await withPosthorn(
      async (posthorn) => {
        const leaks = await walk(posthorn, () => withoutRowSecurity(posthorn))
        const leaking = new Set<OperationId>(leaks.map(({ operation }) => operation))
        const tight = entries.filter(([id, { projectKeys }]) => projectKeys === 'their own' && !leaking.has(id)).map(([id]) => id)
        // what is published and what a key is bound to says its project itself, and a key asks for itself
        expect(tight).toEqual(['publishEvent', 'publishBatch', 'simulateEvent', 'certifySubscription', 'createApiKey', 'getCurrentKey'])
      },
      { program: planted.program },
    )
  }, 300_000)

  it('are told so where a question is not about one project', () => {
    expect(refused.sort()).toEqual([
      'createAccount',
      'createEventType',
      'createProduct',
      'createProject',
      'createSigningKey',
      'deleteEventType',
      'eraseSubject',
      'getAccount',
      'getApprovalsPolicy',
      'getRetention',
      'getSigningKey',
      'listAccounts',
      'listAudit',
      'listSigningKeys',
      'replaceEventType',
      'reportUndelivered',
      'revokeSigningKey',
      'rotateSigningKeys',
      'setApprovalsPolicy',
      'setRetention',
      'updateAccount',
      'updateProduct',
    ])
    for (const [id, { projectKeys }] of entries)
      expect({ id, known: ['their own', 'the same', 'refused'].includes(projectKeys) }).toEqual({ id, known: true })
  })
})
