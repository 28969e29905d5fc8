import { describe, expect, it } from '@jest/globals'
import { Webhook } from 'standardwebhooks'
import type { ProblemError } from '../../src/client/client.js'
import { keyOf, plantAccounts } from '../helpers/accounts.js'
import { eventually } from '../helpers/eventually.js'
import { send } from '../helpers/http.js'
import { sharedPosthorn, withPosthorn } from '../helpers/posthorn.js'
import { scenes } from '../helpers/scene.js'

const posthorn = sharedPosthorn({ env: { POSTHORN_OPEN_ATTEMPTS_PER_ACCOUNT: '2' } })
const scene = scenes(posthorn)
const codeOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => (error as ProblemError).problem.code)

describe('the check of an endpoint', () => {
  it('S2-3: reads step by step, up to the confirmation of a signed test.ping', async () => {
    const { client, receiver, subscription } = await scene()
    const check = await client.checkSubscription({ id: subscription.id })
    expect(check).toMatchObject({ status: 'warning', certificate: null })
    expect(check.steps.map(({ step, status }) => [step, status])).toEqual([
      ['url', 'warning'],
      ['dns', 'ok'],
      ['address', 'ok'],
      ['registered', 'skipped'],
      ['tcp', 'ok'],
      ['tls', 'skipped'],
      ['ping', 'ok'],
      ['answer', 'ok'],
      ['confirmation', 'ok'],
    ])
    const [ping] = receiver.received()
    expect(receiver.received()).toHaveLength(1)
    const { type, test, account } = new Webhook(subscription.secret).verify(ping!.body, ping!.headers) as Record<string, unknown>
    expect({ type, test, account }).toEqual({ type: 'test.ping', test: true, account: subscription.account })
    expect((await client.listNotifications({ subscription: subscription.id })).items).toEqual([])
  })

  it('has the style of the subscription, and is asked for before the activation', async () => {
    const { client, receiver, subscription } = await scene({ activate: false, style: { name: 'anz-payto' } })
    expect(await client.checkSubscription({ id: subscription.id })).toMatchObject({ status: 'warning' })
    expect(receiver.received()[0]?.headers).toMatchObject({ 'x-message-id': expect.any(String) })
    expect(await client.getSubscription({ id: subscription.id })).toMatchObject({ state: 'created', version: 1 })
  })

  it('says what to do about a receiver that does not confirm, and changes nothing, not even for a 410', async () => {
    const { client, receiver, subscription } = await scene()
    receiver.answers(410)
    const { status, steps } = await client.checkSubscription({ id: subscription.id })
    expect(status).toBe('failed')
    expect(steps.at(-1)).toMatchObject({ status: 'failed', seen: expect.stringContaining('HTTP 410'), remedy: expect.any(String) })
    expect(await client.getSubscription({ id: subscription.id })).toMatchObject({ state: 'active', version: subscription.version })
  })

  it('ends where nobody listens', async () => {
    const { client, receiver, subscription } = await scene()
    await receiver.stop()
    const { steps } = await client.checkSubscription({ id: subscription.id })
    expect(steps[4]).toMatchObject({ step: 'tcp', status: 'failed', seen: 'connection refused' })
  })

  it('is one at a time for a subscription, and of its account as many as it may have open', async () => {
    const here = await scene()
    const others = [await scene(), await scene()]
    const goOn = here.receiver.hold()
    const goOnOther = others[0]!.receiver.hold()
    const first = here.client.checkSubscription({ id: here.subscription.id })
    const second = here.client.checkSubscription({ id: others[0]!.subscription.id })
    await eventually(() => {
      expect([here.receiver.received().length, others[0]!.receiver.received().length]).toEqual([1, 1])
    })
    const path = `/v1/subscriptions/${here.subscription.id}/check`
    const { status, json, headers } = await send(posthorn(), { method: 'POST', path })
    expect({ status, code: json.code, retryAfter: headers.get('retry-after') }).toEqual({
      status: 429,
      code: 'check_busy',
      retryAfter: '5',
    })
    expect(await codeOf(here.client.checkSubscription({ id: others[1]!.subscription.id }))).toBe('check_busy')
    goOn()
    goOnOther()
    expect((await Promise.all([first, second])).map(({ status: ended }) => ended)).toEqual(['warning', 'warning'])
    expect(await here.client.checkSubscription({ id: here.subscription.id })).toMatchObject({ status: 'warning' })
  })

  it('is audited, without the path of the URL, which no log has either', async () => {
    const { client, receiver, subscription } = await scene()
    const { version } = subscription
    await client.updateSubscription({ id: subscription.id, ifMatch: version, url: `${receiver.url}/canary-of-the-check` })
    await client.checkSubscription({ id: subscription.id })
    expect(receiver.received()[0]?.path).toContain('canary-of-the-check')
    const entry = (await client.listAudit({ target: subscription.id })).items.at(-1)
    expect(entry).toMatchObject({ action: 'subscription.check', actor: { kind: 'key' } })
    expect(JSON.parse(entry!.after!)).toMatchObject({ status: 'warning', steps: { confirmation: 'ok' } })
    expect(JSON.stringify(entry) + posthorn().log()).not.toMatch(/canary-of-the-check|Is this endpoint ready/)
  })

  it('is not to be had for the subscription of another account', async () => {
    const { subscription, receiver } = await scene()
    await plantAccounts(posthorn(), [['acc_checker', 'acc_root']])
    const { client } = await keyOf(posthorn(), 'acc_checker')
    expect(await codeOf(client.checkSubscription({ id: subscription.id }))).toBe('not_found')
    expect(receiver.received()).toEqual([])
  })

  it('is not made by a node that does not deliver: it dials nobody', async () => {
    await withPosthorn(
      async ({ client, receiver }) => {
        const { id } = await client.createSubscription({ url: receiver.url, eventTypes: ['*'] })
        expect(await codeOf(client.checkSubscription({ id }))).toBe('check_unavailable')
        expect(receiver.received()).toEqual([])
      },
      { env: { POSTHORN_ROLES: 'api' } },
    )
  })
})
