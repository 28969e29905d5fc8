import { expect } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { type Client, createClient } from '../../src/client/client.js'
import { newId } from '../../src/crypto/ids.js'
import { eventually } from '../helpers/eventually.js'
import type { Posthorn } from '../helpers/posthorn.js'
import { plantAttachment, plantMember, plantProduct } from '../helpers/projects.js'
import { plantChangeRequest } from '../helpers/change-requests.js'
import type { Receiver } from '../helpers/receiver.js'
import { freshType } from '../helpers/scene.js'

/** An account of its own with a key that may do everything, and makers of things that belong to it. */
export interface Tenant {
  readonly account: string
  readonly apiKey: string
  /** The same in the environment test. */
  readonly testKey: string
  readonly client: Client
  /** A text that stands in everything that is made here. */
  readonly mark: string
  subscription(state?: 'created' | 'active' | 'paused'): Promise<string>
  testSubscription(): Promise<string>
  /** One that has been delivered. */
  notification(): Promise<string>
  heldNotification(): Promise<string>
  accountBelow(): Promise<string>
  /** Of an account below, by this client; by a colleague's when none is given. */
  changeRequest(author?: Client): Promise<string>
  key(): Promise<string>
  /** The kid of one: each is of another account below. */
  signingKey(): Promise<string>
  /** Of the platform: the same for all tenants. */
  product(): Promise<string>
  project(): Promise<string>
  member(): Promise<{ project: string; id: string }>
  attachment(): Promise<{ project: string; attachment: string }>
  /** One that can be certified. */
  testedProject(): Promise<string>
  /** The name of an event type of its own. */
  eventType(): Promise<string>
  /** One that is paused, so that it does not end. */
  replay(state?: 'running' | 'paused'): Promise<string>
}

/** What an event type says; the text stands in it. */
export const definition = (mark: string) => ({ description: mark, schema: { type: 'object', title: mark }, example: {} })

/** A reference that two tenants use, each for somebody of its own. */
export const sharedSubject = 'customer-1'

export async function createTenant(posthorn: Posthorn, receiver: Receiver): Promise<Tenant> {
  const mark = `mark${randomBytes(8).toString('hex')}`
  const { id: account } = await posthorn.client.createAccount({ name: mark, kind: 'portfolio' })
  const keyOf = async (environment: 'test' | 'live') =>
    (await posthorn.client.createApiKey({ account, name: mark, scopes: ['*'], environment })).key
  const [apiKey, testKey] = [await keyOf('live'), await keyOf('test')]
  const client = createClient({ baseUrl: posthorn.baseUrl, apiKey, reason: mark })
  const test = createClient({ baseUrl: posthorn.baseUrl, apiKey: testKey, reason: mark })
  const endpoint = (type: string, state: string) => ({
    url: `${receiver.url}/${mark}`,
    eventTypes: [type],
    description: mark,
    activate: state !== 'created',
  })
  const create = (state: string, type: string) => client.createSubscription(endpoint(type, state))
  const subscription = async (state = 'created', type = 'test.nobody.publishes') => {
    const { id } = await create(state, type)
    if (state === 'paused') await client.pauseSubscription({ id })
    return id
  }
  const notify = async (state: 'active' | 'paused') => {
    const type = freshType()
    await subscription(state, type)
    const { notifications } = await client.publishEvent({
      type,
      id: `${account}-${type}`,
      correlationId: mark,
      subject: sharedSubject,
      data: { mark },
    })
    return notifications[0]!.id
  }
  const product = async () => (await plantProduct(posthorn.client)).id
  const attachment = async () => plantAttachment(client, { product: await product(), name: mark })
  return {
    account,
    apiKey,
    testKey,
    client,
    mark,
    subscription,
    testSubscription: async () => (await test.createSubscription(endpoint('test.nobody.publishes', 'active'))).id,
    async notification() {
      const id = await notify('active')
      await eventually(async () => expect((await client.getNotification({ id })).state).toBe('delivered'))
      return id
    },
    heldNotification: () => notify('paused'),
    changeRequest: async (author) => plantChangeRequest(client, author ?? (await colleagueOf(posthorn, { account, mark }))),
    accountBelow: async () => (await client.createAccount({ name: mark })).id,
    async replay(state = 'paused') {
      const id = newId('rpl')
      const filter = JSON.stringify({ from: new Date(0).toISOString(), to: new Date(1).toISOString() })
      await posthorn.query(
        `insert into replays (id, account_id, environment, include, filter, dry_run, rate_per_second, reason, created_by, state)
        values ($1, $2, 'live', 'failed', $3, false, 1, $4, 'test', $5)`,
        [id, account, filter, mark, state],
      )
      return id
    },
    key: async () => (await client.createApiKey({ name: mark, scopes: ['events:read'] })).id,
    signingKey: async () => (await client.createSigningKey({ account: (await client.createAccount({ name: mark })).id })).kid,
    product,
    project: async () => (await client.createProject({ name: mark })).id,
    member: async () => plantMember(client, (await client.createProject({ name: mark })).id, mark),
    attachment,
    async testedProject() {
      const { project, attachment: id } = await attachment()
      const type = 'payment.settled'
      await client.activateAttachment({ id })
      await client.createSubscription({ attachment: id, url: `${receiver.url}/${mark}`, eventTypes: [type], activate: true })
      const { example } = await client.getEventType({ type })
      const { notifications } = await client.publishEvent({ type, project, test: true, data: example })
      await eventually(async () => expect((await client.getNotification({ id: notifications[0]!.id })).state).toBe('delivered'))
      return project
    },
    eventType: async () => (await client.createEventType({ type: freshType(), ...definition(mark) })).type,
  }
}

/** Somebody else with a key of the same account: the keys have not made each other. */
async function colleagueOf({ client, baseUrl }: Posthorn, { account, mark }: { account: string; mark: string }): Promise<Client> {
  const { key } = await client.createApiKey({ account, name: mark, scopes: ['*'], environment: 'live' })
  return createClient({ baseUrl, apiKey: key, reason: mark })
}
