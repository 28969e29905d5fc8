import { randomBytes } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { type Client, ProblemError } from '../../src/client/client.js'
import { keyOf, plantAccounts } from '../helpers/accounts.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { plantAttachment, plantProduct } from '../helpers/projects.js'
import { startReceiver } from '../helpers/receiver.js'

const posthorn = sharedPosthorn()

const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof ProblemError ? error.problem : error),
  )

/** A merchant of its own with a key. */
async function merchant(environment: 'test' | 'live' = 'live'): Promise<{ account: string; client: Client }> {
  const account = `acc_${randomBytes(8).toString('hex')}`
  await plantAccounts(posthorn(), [[account, 'acc_root']])
  return { account, client: (await keyOf(posthorn(), account, environment)).client }
}

const url = 'https://shop.example.com/hooks/4f7c1d2b9a8e4c0fb1d3'
const eventTypes = ['payment.settled']

describe('products', () => {
  it('S0-6: are offered by the platform, say whether they support webhooks and what they emit, and are read by every account', async () => {
    const product = await plantProduct(posthorn().client, { eventTypes: ['payment.settled', 'token.*'] })
    expect(product).toMatchObject({ supportsWebhooks: true, eventTypes: ['payment.settled', 'token.*'], version: 1 })
    const { client } = await merchant()
    expect(await client.getProduct({ id: product.id })).toEqual(product)
    expect((await client.listProducts({ limit: 100 })).items.map(({ id }) => id)).toContain(product.id)
  })

  it('are changed at their version, and by nobody but the platform', async () => {
    const { client: platform } = posthorn()
    const { id, code } = await plantProduct(platform)
    expect(await platform.updateProduct({ id, ifMatch: 1, name: 'FPX', supportsWebhooks: false })).toMatchObject({
      name: 'FPX',
      version: 2,
    })
    expect(await problemOf(platform.updateProduct({ id, ifMatch: 1, name: 'FPX' }))).toMatchObject({ code: 'version_mismatch' })
    expect(await problemOf(plantProduct(platform, { code }))).toMatchObject({ errors: [{ pointer: '/code' }] })
    const { client } = await merchant()
    expect(await problemOf(client.updateProduct({ id, ifMatch: 2, name: 'mine' }))).toMatchObject({ code: 'forbidden' })
    expect(await problemOf(plantProduct(client))).toMatchObject({ code: 'forbidden' })
    const { items } = await platform.listAudit({ target: id })
    expect(items.map(({ action }) => action)).toEqual(['product.create', 'product.update'])
  })

  it('S0-6: emit types of the catalogue alone', async () => {
    const refused = await problemOf(plantProduct(posthorn().client, { eventTypes: ['payment.settled', 'nothing.*'] }))
    expect(refused).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/eventTypes/1' }] })
  })
})

describe('projects', () => {
  it('S0-8: are begun, listed page by page, and renamed at their version', async () => {
    const { client, account } = await merchant()
    const [first, second] = [await client.createProject({ name: 'One' }), await client.createProject({ name: 'Two' })]
    expect(first).toMatchObject({ account, name: 'One', environment: 'live', status: 'testing', version: 1 })
    const page = await client.listProjects({ limit: 1 })
    expect(page.items).toEqual([second])
    expect((await client.listProjects({ limit: 1, cursor: page.nextCursor! })).items).toEqual([first])
    expect((await client.listProjects({ status: 'live' })).items).toEqual([])
    const renamed = await client.updateProject({ id: first.id, ifMatch: 1, name: 'Uno' })
    expect(renamed).toMatchObject({ name: 'Uno', version: 2 })
    expect(await problemOf(client.updateProject({ id: first.id, ifMatch: 1, name: 'Eins' }))).toMatchObject({ code: 'version_mismatch' })
    expect(await problemOf(client.createProject({ name: 'Not mine', account: 'acc_root' }))).toMatchObject({
      errors: [{ pointer: '/account' }],
    })
    const { items } = await client.listAudit({ target: first.id })
    expect(items.map(({ action }) => action)).toEqual(['project.create', 'project.update'])
  })

  it('S0-9: are of the environment of their key, and not seen with keys of the other', async () => {
    const { client, account } = await merchant('test')
    const { id, environment } = await client.createProject({ name: 'Sandbox' })
    expect(environment).toBe('test')
    const { client: live } = await keyOf(posthorn(), account, 'live')
    expect(await problemOf(live.getProject({ id }))).toMatchObject({ code: 'not_found' })
    expect((await live.listProjects()).items).toEqual([])
  })

  it('S0-9: are certified when a test event was delivered, then go live, and are told what is missing before', async () => {
    const { client } = await merchant()
    const receiver = await startReceiver()
    const { id: product } = await plantProduct(posthorn().client, { eventTypes })
    const { project, attachment } = await plantAttachment(client, { product })
    expect(await problemOf(client.goLiveProject({ id: project }))).toMatchObject({ code: 'not_ready', errors: [{ pointer: '/status' }] })
    const refused = await problemOf(client.certifyProject({ id: project }))
    expect(refused).toMatchObject({ code: 'not_ready', errors: [{ pointer: '/attachments' }, { pointer: '/attachments' }] })

    await client.activateAttachment({ id: attachment })
    await client.createSubscription({ attachment, url: receiver.url, eventTypes, activate: true })
    const publish = async (test: boolean) => {
      const { notifications } = await client.publishEvent({ type: 'payment.settled', project, test, data: await exampleOf(client) })
      await eventually(async () => expect((await client.getNotification({ id: notifications[0]!.id })).state).toBe('delivered'))
    }
    await publish(false)
    const untested = await problemOf(client.certifyProject({ id: project }))
    expect(untested).toMatchObject({ errors: [{ detail: expect.stringContaining('test event') }] })
    await publish(true)
    expect(await client.certifyProject({ id: project })).toMatchObject({ status: 'certified', version: 2 })
    expect(await client.certifyProject({ id: project })).toMatchObject({ status: 'certified', version: 2 })
    expect(await client.goLiveProject({ id: project })).toMatchObject({ status: 'live', version: 3 })
    expect(await client.certifyProject({ id: project })).toMatchObject({ status: 'live' })
    const { items } = await client.listAudit({ target: project })
    expect(items.map(({ action }) => action)).toEqual(['project.create', 'project.certify', 'project.go-live'])
    await receiver.stop()
  })

  it('S0-9: of the environment test are certified by any delivered event, and do not go live', async () => {
    const { client } = await merchant('test')
    const receiver = await startReceiver()
    const { id: product } = await plantProduct(posthorn().client, { eventTypes })
    const { project, attachment } = await plantAttachment(client, { product })
    await client.activateAttachment({ id: attachment })
    await client.createSubscription({ attachment, url: receiver.url, eventTypes, activate: true })
    await client.publishEvent({ type: 'payment.settled', project, data: await exampleOf(client) })
    await eventually(async () => expect(await client.certifyProject({ id: project })).toMatchObject({ status: 'certified' }))
    expect(await problemOf(client.goLiveProject({ id: project }))).toMatchObject({
      code: 'not_ready',
      errors: [{ pointer: '/environment' }],
    })
    await receiver.stop()
  })
})

/** Data that fit their schema. */
const exampleOf = async (client: Client) => (await client.getEventType({ type: 'payment.settled' })).example

describe('attachments', () => {
  it('S0-11: are created, then activated; a product is attached to a project once', async () => {
    const { client, account } = await merchant()
    const { id: product } = await plantProduct(posthorn().client)
    const { id: project } = await client.createProject({ name: 'Web shop' })
    const attached = await client.createAttachment({ id: project, product })
    expect(attached).toMatchObject({ account, project, product, state: 'created', subscription: null })
    expect(await problemOf(client.createAttachment({ id: project, product }))).toMatchObject({ code: 'wrong_state' })
    expect(await problemOf(client.createAttachment({ id: project, product: 'prd_none' }))).toMatchObject({
      errors: [{ pointer: '/product' }],
    })
    expect(await client.activateAttachment({ id: attached.id })).toMatchObject({ state: 'active', version: 2 })
    expect(await client.activateAttachment({ id: attached.id })).toMatchObject({ state: 'active', version: 2 })
    expect((await client.listAttachments({ id: project })).items).toEqual([await client.getAttachment({ id: attached.id })])
    expect((await client.listAttachments({ id: project, state: 'created' })).items).toEqual([])
    const { items } = await client.listAudit({ target: attached.id })
    expect(items.map(({ action }) => action)).toEqual(['attachment.create', 'attachment.activate'])
  })

  it('S0-13: have each a webhook of their own, that gets events of its project and product alone', async () => {
    const { client } = await merchant()
    const { id: product } = await plantProduct(posthorn().client, { eventTypes: ['payment.*'] })
    const [one, two] = [await plantAttachment(client, { product }), await plantAttachment(client, { product })]
    const subscribe = (attachment: string) =>
      client.createSubscription({ attachment, url, eventTypes: ['payment.settled'], activate: true })
    const [first, second] = [await subscribe(one.attachment), await subscribe(two.attachment)]
    expect(first).toMatchObject({ attachment: one.attachment, project: one.project })
    expect((await client.getAttachment({ id: one.attachment })).subscription).toBe(first.id)
    expect((await client.listSubscriptions({ attachment: two.attachment })).items.map(({ id }) => id)).toEqual([second.id])
    expect(await problemOf(subscribe(one.attachment))).toMatchObject({ code: 'webhook_exists' })
    const published = await client.publishEvent({ type: 'payment.settled', project: two.project, data: await exampleOf(client) })
    expect(published.notifications.map(({ subscription }) => subscription)).toEqual([second.id])
  })

  it('S0-6: of a product without webhooks refuse a configuration; of others, types that the product does not emit', async () => {
    const { client } = await merchant()
    const { id: silent } = await plantProduct(posthorn().client, { supportsWebhooks: false, eventTypes: [] })
    const { id: product } = await plantProduct(posthorn().client, { eventTypes: ['payment.settled', 'token.*'] })
    const [without, withWebhook] = [await plantAttachment(client, { product: silent }), await plantAttachment(client, { product })]
    const create = (attachment: string, types: string[], more: object = {}) =>
      client.createSubscription({ attachment, url, eventTypes: types, ...more })
    expect(await problemOf(create(without.attachment, ['payment.settled']))).toMatchObject({ code: 'webhooks_not_supported', status: 422 })
    expect(await problemOf(create(withWebhook.attachment, ['token.activated', 'payment.*', '*']))).toMatchObject({
      errors: [{ pointer: '/eventTypes/1' }, { pointer: '/eventTypes/2' }],
    })
    expect(await problemOf(create(withWebhook.attachment, ['token.*'], { project: 'prj_other' }))).toMatchObject({
      errors: [{ pointer: '/project' }],
    })
    expect(await problemOf(create('att_none', ['token.*']))).toMatchObject({ errors: [{ pointer: '/attachment' }] })
    const { id } = await create(withWebhook.attachment, ['token.*'])
    const change = (body: object) => problemOf(client.updateSubscription({ id, ifMatch: 1, ...body }))
    expect(await change({ eventTypes: ['refund.*'] })).toMatchObject({ errors: [{ pointer: '/eventTypes/0' }] })
    expect(await change({ project: null })).toMatchObject({ errors: [{ pointer: '/project' }] })
    expect(await change({ eventTypes: ['payment.settled'], description: 'ours' })).toBe('done')
  })

  it('of another account cannot be given a webhook, not even with the name of one above', async () => {
    const { client: platform } = posthorn()
    const { client, account } = await merchant()
    const { id: product } = await plantProduct(platform)
    const { attachment } = await plantAttachment(client, { product })
    const create = (as: Client, named?: string) =>
      as.createSubscription({ attachment, url, eventTypes: ['payment.*'], ...(named !== undefined && { account: named }) })
    expect(await problemOf(create((await merchant()).client))).toMatchObject({ errors: [{ pointer: '/attachment' }] })
    expect(await problemOf(create(platform, 'acc_root'))).toMatchObject({ errors: [{ pointer: '/account' }] })
    expect(await create(platform)).toMatchObject({ account, attachment })
  })
})
