import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Client, ProblemError } from '../../src/client/client.js'
import { keyOf, plantAccounts } from '../helpers/accounts.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { plantAttachment, plantProduct } from '../helpers/projects.js'
import { type Receiver, startReceiver } from '../helpers/receiver.js'

const posthorn = sharedPosthorn()
const type = 'payment.settled'

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : error),
  )

/** An active webhook of a project whose receiver does not take anything yet, and is owed two notifications. */
async function owing(receiver: Receiver, schedule = [1, 1, 1, 1, 1, 1]) {
  const account = `acc_${randomBytes(8).toString('hex')}`
  await plantAccounts(posthorn(), [[account, 'acc_root']])
  const { client } = await keyOf(posthorn(), account)
  const { id: product } = await plantProduct(posthorn().client, { eventTypes: [type] })
  const { project, attachment } = await plantAttachment(client, { product })
  const { id: subscription } = await client.createSubscription({
    attachment,
    url: receiver.url,
    eventTypes: [type],
    schedule: { name: 'custom', delaysSeconds: schedule },
    activate: true,
  })
  receiver.answers(503)
  const publish = async () => {
    const { example } = await client.getEventType({ type })
    return client.publishEvent({ type, project, data: example })
  }
  const made = [await publish(), await publish()]
  const notifications = made.map(({ notifications: of }) => of[0]!.id)
  for (const id of notifications)
    await eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state: 'retrying' }))
  return { client, product, project, attachment, subscription, notifications, publish }
}

const statesOf = async (client: Client, ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await client.getNotification({ id })).state))

describe('a product that is detached', () => {
  let receiver: Receiver
  beforeEach(async () => {
    receiver = await startReceiver()
  })
  afterEach(() => receiver.stop())

  it('S0-12: with drain gets nothing new, and what is pending is delivered', async () => {
    const { client, attachment, subscription, notifications, publish } = await owing(receiver)
    const foreseen = await client.detachAttachment({ id: attachment, pending: 'drain', dryRun: 'true' })
    expect(foreseen).toEqual({ dryRun: true, pending: 'drain', attachments: 1, subscriptions: 1, notifications: 2 })
    expect((await client.getAttachment({ id: attachment })).state).toBe('created')
    expect(await client.detachAttachment({ id: attachment, pending: 'drain' })).toEqual({ ...foreseen, dryRun: false })
    expect(await client.getAttachment({ id: attachment })).toMatchObject({ state: 'detached', subscription })
    const later = await publish()
    expect(later.notifications).toEqual([])
    expect((await client.getEvent({ id: later.id })).subscriptions).toMatchObject([{ subscription, owed: false, reason: 'detached' }])
    receiver.answers(200)
    await eventually(async () => expect(await statesOf(client, notifications)).toEqual(['delivered', 'delivered']), { withinMs: 15_000 })
    // one after the other: what is refused before anybody waits for it ends the test
    for (const refused of [
      () => client.detachAttachment({ id: attachment, pending: 'drain' }),
      () => client.activateAttachment({ id: attachment }),
      () => client.resumeSubscription({ id: subscription }),
      () => client.activateSubscription({ id: subscription }),
      () => client.saveWebhook({ id: attachment, ifMatch: 2, url: receiver.url, eventTypes: [type] }),
    ])
      expect(await codeOf(refused())).toBe('wrong_state')
  })

  it('S0-12: with drain lets go what was held by a pause', async () => {
    const { client, attachment, subscription, notifications } = await owing(receiver)
    await client.pauseSubscription({ id: subscription })
    await eventually(async () => expect(await statesOf(client, notifications)).toEqual(['held', 'held']))
    receiver.answers(200)
    await client.detachAttachment({ id: attachment, pending: 'drain' })
    await eventually(async () => expect(await statesOf(client, notifications)).toEqual(['delivered', 'delivered']), { withinMs: 15_000 })
  })

  it('S0-12: with cancel ends what is pending, keeps its history, and can be attached again', async () => {
    const { client, project, product, attachment, subscription, notifications } = await owing(receiver, [3600])
    const ending = await client.detachAttachment({ id: attachment, pending: 'cancel' })
    expect(ending).toMatchObject({ dryRun: false, subscriptions: 1, notifications: 2 })
    expect(await statesOf(client, notifications)).toEqual(['cancelled', 'cancelled'])
    expect((await client.listAttempts({ id: notifications[0]! })).items).toHaveLength(1)
    expect(await codeOf(client.getSubscription({ id: subscription }))).toBe('not_found')
    // the workflow hears of it at once: it does not wait for its timer
    await eventually(async () => expect((await client.getWorkflow({ id: notifications[0]! })).status).not.toBe('RUNNING'), {
      withinMs: 15_000,
    })
    const { items } = await client.listAudit({ target: attachment })
    expect(items.map(({ action }) => action)).toEqual(['attachment.create', 'attachment.detach'])
    expect(items[1]!.after).toContain('"notifications":2')
    expect(await client.createAttachment({ id: project, product })).toMatchObject({ state: 'created', subscription: null })
  })
})

describe('a project that is deleted', () => {
  let receiver: Receiver
  beforeEach(async () => {
    receiver = await startReceiver()
  })
  afterEach(() => receiver.stop())

  it('S0-10: says first what becomes of pending notifications, then is gone, and keeps all history', async () => {
    const { client, project, attachment, notifications } = await owing(receiver, [3600])
    const counts = { pending: 'cancel', attachments: 1, subscriptions: 1, notifications: 2 }
    expect(await client.deleteProject({ id: project, pending: 'cancel', dryRun: 'true' })).toEqual({ dryRun: true, ...counts })
    expect(await client.getProject({ id: project })).toMatchObject({ id: project })
    expect(await client.deleteProject({ id: project, pending: 'cancel' })).toEqual({ dryRun: false, ...counts })
    expect(await codeOf(client.getProject({ id: project }))).toBe('not_found')
    expect((await client.listProjects()).items).toEqual([])
    expect(await client.getAttachment({ id: attachment })).toMatchObject({ state: 'detached' })
    expect(await statesOf(client, notifications)).toEqual(['cancelled', 'cancelled'])
    expect((await client.listEvents()).items).toHaveLength(2)
    expect((await client.listAudit({ target: project })).items.map(({ action }) => action)).toEqual(['project.create', 'project.delete'])
  })

  it('S0-10: is not deleted without saying what becomes of pending notifications', async () => {
    const { client, project } = await owing(receiver)
    expect(await codeOf(client.deleteProject({ id: project } as Parameters<Client['deleteProject']>[0]))).toBe('validation_failed')
    expect(await client.deleteProject({ id: project, pending: 'drain' })).toMatchObject({ notifications: 2 })
    receiver.answers(200)
  })
})
