import { expect } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { type Client, createClient } from '../../src/client/client.js'
import { newId } from '../../src/crypto/ids.js'
import { pendingOf } from '../helpers/change-requests.js'
import { eventually } from '../helpers/eventually.js'
import type { Posthorn } from '../helpers/posthorn.js'
import { plantMember, plantProduct } from '../helpers/projects.js'
import type { Receiver } from '../helpers/receiver.js'
import { freshType } from '../helpers/scene.js'
import { definition, type Tenant } from './tenant.js'

/** A project with a key of its own that may do everything in it. What is not a project's is made with a key of its account. */
export interface ProjectTenant extends Tenant {
  readonly id: string
  /** A change request that is about nothing that is there yet. */
  replayRequest(): Promise<string>
  /** Things that belong to its account alone, or to another project of it: among them what is about this project. */
  ofAccount(about?: string): Promise<string[]>
}

const type = 'payment.settled'

/** `owner` is the account of the project, with a key of it. */
export async function createProjectTenant(posthorn: Posthorn, receiver: Receiver, owner: Tenant): Promise<ProjectTenant> {
  const mark = `mark${randomBytes(8).toString('hex')}`
  const { id } = await owner.client.createProject({ name: mark })
  const keyOf = async () => (await owner.client.createApiKey({ project: id, name: mark, scopes: ['*'] })).key
  const as = (apiKey: string) => createClient({ baseUrl: posthorn.baseUrl, apiKey, reason: mark })
  const apiKey = await keyOf()
  const client = as(apiKey)
  const url = `${receiver.url}/${mark}`
  const product = async () => (await plantProduct(posthorn.client)).id
  const attachment = async () => ({ project: id, attachment: (await client.createAttachment({ id, product: await product() })).id })
  const create = async (activate: boolean, endpoint = url) => {
    const { attachment: of } = await attachment()
    return (await client.createSubscription({ attachment: of, url: endpoint, eventTypes: [type], description: mark, activate })).id
  }
  const subscription = async (state = 'created') => {
    const made = await create(state !== 'created')
    if (state === 'paused') await client.pauseSubscription({ id: made })
    return made
  }
  const publish = async (as: Client, event: { project?: string; test?: boolean } = {}) => {
    const { example } = await client.getEventType({ type })
    return as.publishEvent({ type, id: `event-${randomBytes(8).toString('hex')}`, correlationId: mark, data: example, ...event })
  }
  const notify = async (state: 'active' | 'paused') => {
    const made = await subscription(state)
    const { notifications } = await publish(client, { test: true })
    return notifications.find(({ subscription: of }) => of === made)!.id
  }
  const isDelivered = (notification: string) =>
    eventually(async () => expect((await client.getNotification({ id: notification })).state).toBe('delivered'))
  const notification = async () => {
    const made = await notify('active')
    await isDelivered(made)
    return made
  }
  const plantReplay = async (project: string | null) => {
    const replay = newId('rpl')
    const filter = JSON.stringify({ from: new Date(0).toISOString(), to: new Date(1).toISOString() })
    await posthorn.query(
      `insert into replays (id, account_id, project_id, environment, include, filter, dry_run, rate_per_second, reason, created_by, state)
      values ($1, $2, $3, 'live', 'failed', $4, false, 1, $5, 'test', $6)`,
      [replay, owner.account, project, filter, mark, 'paused'],
    )
    return replay
  }
  const changeRequestBy = async (author: Client) => {
    const made = await create(false, 'https://own.example.com/hook')
    return (await pendingOf(author.updateSubscription({ id: made, ifMatch: 1, ipAddresses: ['198.41.0.4'], description: mark }))).id
  }
  return {
    id,
    account: owner.account,
    apiKey,
    // it is a live project: nothing of it is of the other environment
    testKey: apiKey,
    testSubscription: () => subscription(),
    client,
    mark,
    subscription,
    notification,
    heldNotification: () => notify('paused'),
    accountBelow: () => owner.accountBelow(),
    signingKey: () => owner.signingKey(),
    changeRequest: async (author) => changeRequestBy(author ?? as(await keyOf())),
    async replayRequest() {
      const filter = { from: new Date(0).toISOString(), to: new Date(1).toISOString() }
      return (await pendingOf(client.createReplay({ filter, include: 'failed', reason: mark }))).id
    },
    key: async () => (await client.createApiKey({ name: mark, scopes: ['events:read'] })).id,
    product,
    project: () => Promise.resolve(id),
    member: () => plantMember(client, id, mark),
    attachment,
    async testedProject() {
      await client.activateAttachment({
        id: (await client.getSubscription({ id: await subscriptionOf(await notification()) })).attachment!,
      })
      return id
    },
    eventType: async () => (await owner.client.createEventType({ type: freshType(), ...definition(mark) })).type,
    async replay(state = 'paused') {
      const replay = await plantReplay(id)
      if (state === 'running') await posthorn.query(`update replays set state = 'running' where id = $1`, [replay])
      return replay
    },
    async ofAccount(about = id) {
      const settings = { url, eventTypes: ['*'], description: mark, activate: true }
      const wide = await owner.client.createSubscription(settings)
      const narrowed = await owner.client.createSubscription({ ...settings, project: about })
      const { id: event, notifications } = await publish(owner.client)
      const { id: key } = await owner.client.createApiKey({ name: mark, scopes: ['events:read'] })
      const secrets = [...wide.secrets, ...narrowed.secrets]
      return [
        wide.id,
        narrowed.id,
        event,
        ...notifications.map((one) => one.id),
        key,
        await plantReplay(null),
        ...secrets.map((one) => one.id),
      ]
    },
  }

  async function subscriptionOf(of: string): Promise<string> {
    return (await client.getNotification({ id: of })).subscription
  }
}
