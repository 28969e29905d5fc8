import { describe, expect, it } from '@jest/globals'
import { eventually, until } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import type { Received, Reply } from '../helpers/receiver.js'
import { type Scene, scenes } from '../helpers/scene.js'
import { revealed, temporal } from '../helpers/temporal.js'

const posthorn = sharedPosthorn()
const scene = scenes(posthorn)

const unipay = { style: { name: 'unipay' }, confirmation: { name: 'unipay-notification-id' } } as const
const echoOf = ({ body }: Received) => (JSON.parse(body.toString()) as { notificationId: string }).notificationId
const echoing =
  (toBody: (id: string) => string) =>
  (request: Received): Reply => ({ status: 200, body: toBody(echoOf(request)) })
const attemptsOf = async ({ client }: Scene, id: string) => (await client.listAttempts({ id })).items
const ended = ({ client }: Scene, id: string) =>
  eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state: 'delivered' }))

describe('confirmation', () => {
  it('S2-14: resends until the body echoes the notification id', async () => {
    const here = await scene(unipay)
    here.receiver.answers(
      200,
      { status: 200, body: 'received, thank you' },
      { status: 200, body: '{"notificationId":"1"}' },
      echoing((id) => `{“notificationId”: “${id}”}`),
      echoing((id) => `\uFEFF{ "notificationId": "${id}" }\n`),
    )
    const id = await here.notify()
    await ended(here, id)
    const attempts = await attemptsOf(here, id)
    expect(attempts.map(({ outcome }) => outcome)).toEqual([...Array<string>(4).fill('unconfirmed'), 'confirmed'])
    expect(attempts.map(({ reason }) => reason.replaceAll(id, 'ntf'))).toEqual([
      'HTTP 200, unconfirmed: body is empty, $.notificationId must be “ntf”',
      'HTTP 200, unconfirmed: body is not JSON',
      'HTTP 200, unconfirmed: $.notificationId is not “ntf”',
      'HTTP 200, unconfirmed: body echoes “ntf” with curly quotes',
      'HTTP 200',
    ])
    expect(new Set(here.receiver.received().map(echoOf))).toEqual(new Set([id]))
  })

  it('S2-14: takes an id that comes back as a number', async () => {
    const body = { rule: 'jsonPath', path: '$.notificationId', equals: '{{correlationId}}' } as const
    const here = await scene({ confirmation: { name: 'custom', status: ['200'], body } })
    here.receiver.answers(
      { status: 200, body: '{"notificationId":90071992547409931}' },
      { status: 200, body: '{"notificationId":90071992547409932}' },
    )
    const { notifications } = await here.client.publishEvent({ type: here.type, correlationId: '90071992547409932', data: {} })
    const { id } = notifications[0]!
    await ended(here, id)
    const [first, second] = await attemptsOf(here, id)
    expect(first).toMatchObject({ outcome: 'unconfirmed', reason: 'HTTP 200, unconfirmed: $.notificationId is not “{{correlationId}}”' })
    expect(second).toMatchObject({ outcome: 'confirmed' })
  })

  it('sends the header that has to come back (S4-18)', async () => {
    const here = await scene({ confirmation: { name: 'obie-202-echo' } })
    const header = 'x-fapi-interaction-id'
    here.receiver.answers(202, ({ headers }) => ({ status: 202, headers: { [header]: headers[header]! } }))
    const { notifications } = await here.client.publishEvent({
      type: here.type,
      correlationId: '71d6fb19-7515-40dc-b045-e17550b67600',
      data: {},
    })
    await ended(here, notifications[0]!.id)
    expect(here.receiver.received().map(({ headers }) => headers[header])).toEqual(Array(2).fill('71d6fb19-7515-40dc-b045-e17550b67600'))
    const [first] = await attemptsOf(here, notifications[0]!.id)
    expect(first).toMatchObject({ outcome: 'unconfirmed', reason: expect.stringContaining(`no header ${header}`) })
  })

  it('looks at 64 KiB of the body and keeps 16', async () => {
    const here = await scene({ confirmation: { name: 'adyen-accepted' } })
    here.receiver.answers({ status: 200, body: `${' '.repeat(60_000)}[accepted]` })
    const id = await here.notify()
    await ended(here, id)
    const [attempt] = await attemptsOf(here, id)
    expect(attempt).toMatchObject({ outcome: 'confirmed', response: { bodyTruncated: true } })
    expect(Buffer.from(attempt!.response!.body, 'base64')).toHaveLength(16_384)
  })

  it('is that of the subscription at each attempt: a change holds for those that start 1 s later', async () => {
    const here = await scene({ confirmation: { name: 'ok-text' }, schedule: { name: 'custom', delaysSeconds: [3_600, 3_600] } })
    here.receiver.answers({ status: 200, body: 'KO' })
    const id = await here.notify()
    await eventually(async () => expect(await here.client.getNotification({ id })).toMatchObject({ state: 'retrying' }))
    const { id: subscription, version } = here.subscription
    await here.client.updateSubscription({ id: subscription, ifMatch: version, confirmation: { name: 'http-2xx' } })
    await until(Date.now() + 1_000)
    await here.client.retryNotificationNow({ id })
    await ended(here, id)
  })

  it('that is missing is told apart: in the counters, the list, the workflow and the check of the endpoint', async () => {
    const here = await scene({ ...unipay, schedule: { name: 'payments-72h' } })
    const counted = async () => {
      const metrics = await (await fetch(`${posthorn().baseUrl}/metrics`)).text()
      return Number(/^posthorn_attempts_total\{outcome="unconfirmed"\} (\d+)$/m.exec(metrics)?.[1] ?? 0)
    }
    const before = await counted()
    const id = await here.notify()
    await eventually(async () =>
      expect(await here.client.getNotification({ id })).toMatchObject({ lastOutcome: 'unconfirmed', lastStatus: 200 }),
    )
    expect(await counted()).toBe(before + 1)
    await eventually(async () => {
      const history = revealed(await temporal(posthorn(), 'workflow', 'show', '--workflow-id', id, '--output', 'json'))
      expect(history).toMatch(/attempt 2 .*HTTP 200, unconfirmed: body is empty/)
    })
    const check = await here.client.checkSubscription({ id: here.subscription.id })
    expect(check.steps.at(-1)).toMatchObject({
      step: 'confirmation',
      status: 'failed',
      seen: expect.stringContaining('unconfirmed: body is empty'),
      remedy: expect.stringContaining('confirmation of the subscription'),
    })
    here.receiver.answers(echoing((echo) => JSON.stringify({ notificationId: echo })))
    expect((await here.client.checkSubscription({ id: here.subscription.id })).steps.at(-1)).toMatchObject({ status: 'ok' })
  })
})
