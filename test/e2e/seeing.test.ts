import { describe, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { scenes } from '../helpers/scene.js'
import { revealed, temporal, temporalJson } from '../helpers/temporal.js'

const slowly = { schedule: { name: 'payments-72h' as const } }

describe('in Temporal an operator', () => {
  const posthorn = sharedPosthorn({ env: { POSTHORN_TEMPORAL_UI_URL: 'http://127.0.0.1:8233' } })
  const scene = scenes(posthorn)

  it('finds a notification by its id and by account, subscription, event and type', async () => {
    const { publish, subscription, type } = await scene()
    const { id: event, notifications } = await publish()
    const id = notifications[0]!.id
    const terms = {
      PosthornAccount: 'acc_root',
      PosthornSubscription: subscription.id,
      PosthornEvent: event,
      PosthornEventType: type,
      WorkflowId: id,
      WorkflowType: 'deliver',
    }
    const query = Object.entries(terms)
      .map(([name, value]) => `${name} = "${value}"`)
      .join(' AND ')
    await eventually(async () => {
      const found = await temporalJson<{ execution: { workflowId: string }; taskQueue: string }[]>(
        posthorn(),
        'workflow',
        'list',
        '--query',
        query,
      )
      expect(found.map(({ execution, taskQueue }) => [execution.workflowId, taskQueue])).toEqual([[id, 'notifications']])
    })
  })

  it('reads what the last attempt did and when the next one comes', async () => {
    const { notify, receiver, client } = await scene(slowly)
    receiver.answers(503)
    const id = await notify()
    await eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state: 'retrying' }))
    await eventually(async () => {
      const history = revealed(await temporal(posthorn(), 'workflow', 'show', '--workflow-id', id, '--output', 'json'))
      expect(history).toContain('EVENT_TYPE_TIMER_STARTED')
      expect(history).toMatch(/attempt 2 .*HTTP 503/)
    })
  })

  it('reads what a delivered attempt was answered', async () => {
    const { notify, receiver, client } = await scene()
    receiver.answers(202)
    const id = await notify()
    await eventually(async () => expect(await client.getWorkflow({ id })).toMatchObject({ status: 'COMPLETED' }))
    const history = revealed(await temporal(posthorn(), 'workflow', 'show', '--workflow-id', id, '--output', 'json'))
    expect(history).toMatch(/"kind":"delivered".*HTTP 202/)
  })

  it('finds what is exhausted among the failed workflows', async () => {
    const { notify, receiver, client } = await scene({ schedule: { name: 'custom', delaysSeconds: [] } })
    receiver.answers(500)
    const id = await notify()
    await eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state: 'exhausted' }))
    await eventually(async () => {
      const found = await temporalJson<unknown[]>(
        posthorn(),
        'workflow',
        'list',
        '--query',
        `ExecutionStatus = "Failed" AND WorkflowId = "${id}"`,
      )
      expect(found).toHaveLength(1)
    })
    expect(await temporal(posthorn(), 'workflow', 'show', '--workflow-id', id, '--output', 'json')).toContain('"Exhausted"')
  })
})

describe('over HTTP an operator', () => {
  const posthorn = sharedPosthorn({ env: { POSTHORN_TEMPORAL_UI_URL: 'http://127.0.0.1:8233' } })
  const scene = scenes(posthorn)

  it("sees Temporal's own view of a notification that waits", async () => {
    const { notify, receiver, client } = await scene(slowly)
    receiver.answers(503)
    const id = await notify()
    const { nextAttemptAt } = await eventually(async () => {
      const notification = await client.getNotification({ id })
      expect(notification).toMatchObject({
        state: 'retrying',
        workflow: { id, url: expect.stringContaining(`http://127.0.0.1:8233/namespaces/${posthorn().namespace}/workflows/${id}`) },
      })
      return notification
    })
    await eventually(async () => {
      const view = await client.getWorkflow({ id })
      expect(view).toMatchObject({ workflowId: id, status: 'RUNNING', closedAt: null, progressError: null })
      expect(view.progress?.open).toMatchObject([{ notification: id, attempt: 2, held: false, note: expect.stringContaining('503') }])
      const dueAt = view.progress?.open[0]?.dueAt ?? ''
      expect(Math.abs(Date.parse(dueAt) - Date.parse(nextAttemptAt ?? ''))).toBeLessThan(1_000)
    })
  })

  it("sees Temporal's own view of a notification that was delivered", async () => {
    const { notify, client } = await scene()
    const id = await notify()
    await eventually(async () =>
      expect(await client.getWorkflow({ id })).toMatchObject({ workflowId: id, status: 'COMPLETED', closedAt: expect.any(String) }),
    )
  })

  it('lists notifications by state, subscription and event type', async () => {
    const { publish, receiver, client, subscription, type } = await scene()
    receiver.answers(200)
    await Promise.all([publish(), publish(), publish()])
    await eventually(async () =>
      expect((await client.listNotifications({ subscription: subscription.id, state: 'delivered' })).items).toHaveLength(3),
    )
    const first = await client.listNotifications({ eventType: type, limit: 2 })
    const second = await client.listNotifications({ eventType: type, limit: 2, cursor: first.nextCursor ?? '' })
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(3)
    expect(second.nextCursor).toBeNull()
    expect((await client.listNotifications({ subscription: subscription.id, state: 'held' })).items).toEqual([])
  })

  it('counts the workflows that were started eagerly: the node that asks runs the first task itself', async () => {
    const { notify, client } = await scene()
    const id = await notify()
    await eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state: 'delivered' }))
    await eventually(async () => {
      const { text } = await send(posthorn(), { path: '/metrics' })
      expect(Number(/^posthorn_workflow_starts_total\{eager="true"\} (\d+)$/m.exec(text)?.[1])).toBeGreaterThanOrEqual(1)
    })
  })

  it('S0-1, S2-18: counts what the objectives of docs/latency.md are watched by', async () => {
    const countsOf = async () => {
      const { text } = await send(posthorn(), { path: '/metrics' })
      return ['publish', 'first_attempt'].map((name) => Number(new RegExp(`^posthorn_${name}_seconds_count (\\d+)$`, 'm').exec(text)?.[1]))
    }
    const [published, attempted] = (await countsOf()) as [number, number]
    const { notify, client } = await scene()
    const id = await notify()
    await eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state: 'delivered' }))
    const [publishedNow, attemptedNow] = (await countsOf()) as [number, number]
    expect(publishedNow).toBeGreaterThan(published)
    expect(attemptedNow).toBeGreaterThan(attempted)
    expect((await send(posthorn(), { path: '/metrics' })).text).toMatch(/^posthorn_oldest_due_seconds \d/m)
  })

  it('finds health, readiness, metrics, the contract and a page that shows it, without a key', async () => {
    const { baseUrl } = posthorn()
    for (const path of ['/healthz', '/readyz']) expect((await fetch(baseUrl + path)).status).toBe(200)
    const metrics = await (await fetch(`${baseUrl}/metrics`)).text()
    expect(metrics).toMatch(/^posthorn_\w+/m)
    expect(metrics).toMatch(/^temporal_\w+/m)
    const contract = (await (await fetch(`${baseUrl}/openapi.json`)).json()) as { openapi: string }
    expect(contract.openapi).toMatch(/^3\.1/)
    const page = await fetch(`${baseUrl}/docs`)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')])
  })

  it('reads the answer and timings of an attempt, with the signature masked or kept but no secret', async () => {
    const { notify, client, receiver, subscription } = await scene()
    receiver.answers({ status: 200, headers: { 'x-request': 'abc' }, body: 'thanks' })
    const id = await notify()
    const { items } = await eventually(async () => {
      const list = await client.listAttempts({ id })
      expect(list.items).toHaveLength(1)
      return list
    })
    expect(items[0]).toMatchObject({
      number: 1,
      outcome: 'confirmed',
      decision: 'delivered',
      duplicate: false,
      request: { headers: { 'webhook-id': id } },
      response: { status: 200, headers: { 'x-request': 'abc' }, body: Buffer.from('thanks').toString('base64'), bodyTruncated: false },
    })
    expect(items[0]!.timings.totalMs).toBeGreaterThan(0)
    expect(JSON.stringify(items)).not.toContain(subscription.secret)
  })

  it('keeps 16 KiB of a long answer and says that there was more', async () => {
    const { notify, client, receiver } = await scene()
    receiver.answers({ status: 200, body: Buffer.alloc(40_000, 'x') })
    const id = await notify()
    const { items } = await eventually(async () => {
      const list = await client.listAttempts({ id })
      expect(list.items).toHaveLength(1)
      return list
    })
    expect(items[0]?.response?.bodyTruncated).toBe(true)
    expect(Buffer.from(items[0]?.response?.body ?? '', 'base64')).toHaveLength(16_384)
  })

  it('sees on every answer which request it was', async () => {
    const { json } = await send(posthorn(), { path: '/v1/notifications/nothing' })
    expect(json).toMatchObject({ status: 404, requestId: expect.any(String) })
  })
})
