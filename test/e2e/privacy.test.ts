import { describe, expect, it } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { freePort } from '../helpers/free-port.js'
import { eventually } from '../helpers/eventually.js'
import { send } from '../helpers/http.js'
import { type Posthorn, sharedPosthorn } from '../helpers/posthorn.js'
import { type Scene, scenes } from '../helpers/scene.js'
import { revealed, temporal, temporalJson } from '../helpers/temporal.js'

const canary = (name: string) => `canary${name}${randomBytes(6).toString('hex')}`

/** Texts that must stay where they are written to, or at the receiver. */
const makeCanaries = () => ({
  data: canary('Data'),
  path: canary('Path'),
  query: canary('Query'),
  description: canary('Description'),
  answer: canary('Answer'),
  correlation: canary('Correlation'),
  reason: canary('Reason'),
})

interface Guarded extends Scene {
  readonly canaries: ReturnType<typeof makeCanaries>
  /** Publishes an event full of them; the id of its notification. */
  readonly notifyAll: () => Promise<string>
}

/** A scene with canaries wherever somebody may write something. */
async function guard(open: ReturnType<typeof scenes>, { at }: { at?: string } = {}): Promise<Guarded> {
  const canaries = makeCanaries()
  const scene = await open({ schedule: { name: 'payments-72h' }, description: canaries.description })
  const { client, receiver, subscription, type } = scene
  const url = `${at ?? receiver.url}/${canaries.path}?q=${canaries.query}`
  await client.updateSubscription({ id: subscription.id, url, ifMatch: subscription.version })
  const notifyAll = async () => {
    const { notifications } = await client.publishEvent({ type, correlationId: canaries.correlation, data: { name: canaries.data } })
    return notifications[0]!.id
  }
  return { ...scene, canaries, notifyAll }
}

const answers = ({ canaries: { answer } }: Guarded, status: number) => ({ status, headers: { 'x-answer': answer }, body: answer })

const becomes = ({ client }: Scene, id: string, state: string) =>
  eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state }), { withinMs: 30_000 })

/** Everything Temporal knows of these workflows, and everything the node has logged, has none of what is secret. */
async function expectDiscretion({ canaries, subscription, posthorn }: Guarded, workflowIds: readonly string[]): Promise<string> {
  const shown = await Promise.all(
    workflowIds.flatMap((id) =>
      ['show', 'describe'].map((look) => temporal(posthorn, 'workflow', look, '--workflow-id', id, '--output', 'json')),
    ),
  )
  const everything = revealed([...shown, posthorn.log()].join('\n'))
  for (const id of workflowIds) expect(everything).toContain(id)
  const { secret } = subscription
  for (const value of [...Object.values(canaries), secret, secret.slice('whsec_'.length), posthorn.apiKey])
    expect(everything).not.toContain(value)
  return everything
}

interface Listed {
  readonly execution: { readonly workflowId: string }
  readonly parentExecution?: { readonly workflowId: string }
}

/** Children that left sets, with the sets they left. */
const leavers = async (posthorn: Posthorn) =>
  (await temporalJson<Listed[]>(posthorn, 'workflow', 'list', '--limit', '1000'))
    .map(({ execution, parentExecution }) => ({ child: execution.workflowId, set: parentExecution?.workflowId ?? '' }))
    .filter(({ set }) => set.startsWith('batch_'))

describe('no payload, secret, URL path, free text or answer of a receiver is in Temporal or in the log', () => {
  // Under load a few share a workflow, and those that wait leave it.
  const posthorn = sharedPosthorn({ env: { POSTHORN_STARTS_IN_FLIGHT: '1', POSTHORN_OWN_WORKFLOW_AFTER_MS: '1000' } })
  const scene = scenes(posthorn)

  it('of a notification that is retried and delivered', async () => {
    const here = await guard(scene)
    here.receiver.answers(answers(here, 503), answers(here, 200))
    const id = await here.notifyAll()
    await becomes(here, id, 'retrying')
    await here.client.retryNotificationNow({ id })
    await becomes(here, id, 'delivered')
    expect(here.receiver.received()[0]?.path).toContain(here.canaries.path)
    await expectDiscretion(here, [id])
  })

  it('of a set and of one that left it', async () => {
    const here = await guard(scene)
    here.receiver.answers(answers(here, 503))
    await Promise.all(Array.from({ length: 60 }, here.notifyAll))
    const left = await eventually(async () => {
      const all = await leavers(posthorn())
      expect(all.length).toBeGreaterThan(0)
      return all[0]!
    })
    await expectDiscretion(here, [left.set, left.child])
  })

  it('of one that was cancelled: why is in the audit trail alone', async () => {
    const here = await guard(scene)
    here.receiver.answers(answers(here, 503))
    const id = await here.notifyAll()
    await becomes(here, id, 'retrying')
    await here.client.cancelNotification({ id, reason: here.canaries.reason })
    await becomes(here, id, 'cancelled')
    await eventually(async () => expect(await here.client.getWorkflow({ id })).toMatchObject({ status: 'CANCELLED' }))
    expect(await expectDiscretion(here, [id])).toContain('cancelled by an operator')
    const { items } = await here.client.listAudit({ target: id })
    expect(items).toMatchObject([{ action: 'notification.cancel', reason: here.canaries.reason }])
  })

  it('of one that was replayed for a reason', async () => {
    const here = await guard(scene)
    const id = await here.notifyAll()
    await becomes(here, id, 'delivered')
    const headers = { 'posthorn-reason': here.canaries.reason }
    expect((await send(posthorn(), { method: 'POST', path: `/v1/notifications/${id}/replay`, headers })).status).toBe(202)
    await eventually(() => expect(here.receiver.received()).toHaveLength(2))
    await becomes(here, id, 'delivered')
    await expectDiscretion(here, [id])
  })

  it('of one whose receiver cannot be reached', async () => {
    const here = await guard(scene, { at: `http://127.0.0.1:${await freePort()}` })
    const id = await here.notifyAll()
    await becomes(here, id, 'retrying')
    await expectDiscretion(here, [id])
  })

  it('of one whose receiver is gone', async () => {
    const here = await guard(scene)
    here.receiver.answers(answers(here, 410))
    const id = await here.notifyAll()
    await becomes(here, id, 'gone')
    await eventually(async () => expect(await here.client.getWorkflow({ id })).toMatchObject({ status: 'FAILED' }))
    await expectDiscretion(here, [id])
  })
})
