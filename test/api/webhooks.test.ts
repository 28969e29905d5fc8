import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Client, ProblemError } from '../../src/client/client.js'
import { type NameServer, withNameServer } from '../delivery/name-server.js'
import { keyOf, plantAccounts } from '../helpers/accounts.js'
import { send } from '../helpers/http.js'
import { type Posthorn, startPosthorn } from '../helpers/posthorn.js'
import { plantAttachment, plantProduct } from '../helpers/projects.js'

const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof ProblemError ? error.problem : error),
  )

const zones = { 'shop.example.com': { a: ['8.8.8.8', '8.8.4.4'], aaaa: ['2001:4860:4860::8888'] } }
const url = 'https://shop.example.com/hooks/4f7c1d2b9a8e4c0fb1d3'
const contact = { name: 'Night desk', email: 'night@shop.example.com', phone: '+60 3 1234 5678' }
const profile = {
  fqdn: 'shop.example.com',
  ipAddresses: ['8.8.8.8', '2001:4860::/32'],
  pinMode: 'warn' as const,
  contact,
  technicalNotes: 'Port 443, TLS 1.3',
}
const settings = { url, eventTypes: ['payment.settled'], ...profile }

describe('the webhook of an attachment', () => {
  let posthorn: Posthorn
  let end: () => void
  beforeAll(async () => {
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    const started = new Promise<NameServer>((resolve) => {
      void withNameServer(
        (name) => (zones as Record<string, object>)[name],
        (server) => {
          resolve(server)
          return ended
        },
      )
    })
    posthorn = await startPosthorn({ env: { POSTHORN_DNS_SERVERS: (await started).server } })
  })
  afterAll(async () => {
    await posthorn.stop()
    end()
  })

  /** A merchant with an attached product. */
  async function merchant(product: Parameters<typeof plantProduct>[1] = {}): Promise<{ account: string; client: Client; id: string }> {
    const account = `acc_${randomBytes(8).toString('hex')}`
    await plantAccounts(posthorn, [[account, 'acc_root']])
    const { client } = await keyOf(posthorn, account)
    const made = await plantProduct(posthorn.client, product)
    return { account, client, id: (await plantAttachment(client, { product: made.id })).attachment }
  }

  it('S0-7, S0-14, S0-17: is saved as one, with a version, and is a subscription underneath', async () => {
    const { client, id } = await merchant()
    expect(await client.getWebhook({ id })).toMatchObject({ attachment: id, subscription: null, url: null, ipAddresses: [], version: 0 })
    const saved = await client.saveWebhook({ id, ifMatch: 0, ...settings })
    expect(saved).toMatchObject({ ...settings, attachment: id, state: 'created', version: 1, secret: expect.stringMatching(/^whsec_/) })
    const { secret: _, resolution: __, ...webhook } = saved
    expect(await client.getWebhook({ id })).toEqual(webhook)
    const subscription = await client.getSubscription({ id: saved.subscription! })
    expect(subscription).toMatchObject({ ...settings, attachment: id, version: 1 })
    const again = await client.saveWebhook({ id, ifMatch: 1, url, eventTypes: ['payment.*'] })
    expect(again).toMatchObject({ fqdn: null, ipAddresses: [], contact: null, technicalNotes: '', version: 2, secret: null })
    const { items } = await client.listAudit({ target: saved.subscription! })
    expect(items.map(({ action }) => action)).toEqual(['subscription.create', 'subscription.update'])
    for (const told of ['Night desk', 'night@shop', '4f7c1d2b9a8e4c0fb1d3']) expect(JSON.stringify(items)).not.toContain(told)
  })

  it('S0-19: says how its notifications are signed, and keeps it when it is not said again', async () => {
    const { client, id } = await merchant()
    expect((await client.getWebhook({ id })).signing).toMatchObject({ standardWebhooks: ['v1'], jwtHeader: null })
    const saved = await client.saveWebhook({ id, ifMatch: 0, ...settings, signing: { jwsDetached: {} } })
    expect(saved.signing.jwsDetached).toEqual({ alg: 'ES256', header: 'x-jws-signature', b64: true })
    expect((await client.saveWebhook({ id, ifMatch: 1, ...settings })).signing).toEqual(saved.signing)
    const off = await client.saveWebhook({ id, ifMatch: 2, ...settings, signing: {} })
    expect(off.signing).toMatchObject({ standardWebhooks: ['v1'], jwsDetached: null })
  })

  it('S0-17: is not saved over what somebody else has saved since, nor without the version that was seen', async () => {
    const { client, id } = await merchant()
    expect(await problemOf(client.saveWebhook({ id, ifMatch: 1, ...settings }))).toMatchObject({ code: 'version_mismatch', status: 412 })
    const first = await Promise.all([0, 0].map((ifMatch) => problemOf(client.saveWebhook({ id, ifMatch, ...settings }))))
    expect(first).toEqual(expect.arrayContaining(['done', expect.objectContaining({ code: 'version_mismatch', status: 412 })]))
    await client.saveWebhook({ id, ifMatch: 1, ...settings })
    expect(await problemOf(client.saveWebhook({ id, ifMatch: 1, ...settings, technicalNotes: 'lost' }))).toMatchObject({
      code: 'version_mismatch',
    })
    const path = `/v1/attachments/${id}/webhook`
    expect((await send(posthorn, { path })).headers.get('etag')).toBe('"2"')
    expect(await send(posthorn, { method: 'PUT', path, body: settings })).toMatchObject({
      status: 428,
      json: { code: 'if_match_required' },
    })
  })

  it('S0-14: says when it is saved what its name leads to, and which of it is not on the list', async () => {
    const { client, id } = await merchant()
    const { resolution } = await client.saveWebhook({ id, ifMatch: 0, ...settings })
    const addresses = ['8.8.8.8', '8.8.4.4', '2001:4860:4860::8888']
    expect(resolution).toEqual({ host: 'shop.example.com', addresses, notListed: ['8.8.4.4'], reason: null })
    const without = await client.saveWebhook({ id, ifMatch: 1, url, eventTypes: ['payment.settled'] })
    expect(without.resolution).toEqual({ host: 'shop.example.com', addresses, notListed: [], reason: null })
    const nowhere = await client.saveWebhook({ id, ifMatch: 2, ...settings, fqdn: 'nowhere.example.com' })
    expect(nowhere.resolution).toEqual({
      host: 'nowhere.example.com',
      addresses: [],
      notListed: [],
      reason: expect.stringContaining('DNS'),
    })
    expect(nowhere.warnings).toContain('the FQDN is not the host of the URL, which is what is called')
  })

  it('S0-15, S0-16: takes several addresses, and refuses private, denied and duplicate ones with the reason, all at once', async () => {
    const { client, id } = await merchant()
    const refused = await problemOf(
      client.saveWebhook({
        id,
        ifMatch: 0,
        ...settings,
        url: 'https://192.168.1.1/hook',
        fqdn: 'shop.internal',
        ipAddresses: ['8.8.8.8', '10.0.0.1', '169.254.169.254', '8.8.8.8/32', '8.8.8.0/33'],
      }),
    )
    expect(refused).toMatchObject({
      code: 'validation_failed',
      errors: [
        { pointer: '/url' },
        { pointer: '/fqdn' },
        { pointer: '/ipAddresses/1', detail: '10.0.0.1 is not a public address (10.0.0.0/8)' },
        { pointer: '/ipAddresses/2', detail: '169.254.169.254 is a link-local or metadata address' },
        { pointer: '/ipAddresses/3', detail: 'the same as /0' },
        { pointer: '/ipAddresses/4', detail: '"8.8.8.0/33" needs a prefix length of 0 to 32' },
      ],
    })
    expect((await client.getWebhook({ id })).version).toBe(0)
  })

  it('S0-16: loses an address that is removed', async () => {
    const { client, id } = await merchant()
    await client.saveWebhook({ id, ifMatch: 0, ...settings, ipAddresses: ['8.8.8.8', '8.8.4.4'] })
    expect(await client.saveWebhook({ id, ifMatch: 1, ...settings, ipAddresses: ['8.8.4.4'] })).toMatchObject({ ipAddresses: ['8.8.4.4'] })
  })

  it('S0-6: cannot be configured for a product without webhooks, nor for types that the product does not emit', async () => {
    const silent = await merchant({ supportsWebhooks: false, eventTypes: [] })
    for (const promise of [silent.client.getWebhook(silent), silent.client.saveWebhook({ id: silent.id, ifMatch: 0, ...settings })])
      expect(await problemOf(promise)).toMatchObject({ code: 'webhooks_not_supported' })
    const { client, id } = await merchant({ eventTypes: ['token.*'] })
    expect(await problemOf(client.saveWebhook({ id, ifMatch: 0, ...settings }))).toMatchObject({ errors: [{ pointer: '/eventTypes/0' }] })
  })

  it('has the same members as the registration of an account', async () => {
    const { client } = await merchant()
    const made = await client.createSubscription(settings)
    expect(made).toMatchObject({ ...profile, attachment: null })
    const change = { id: made.id, ifMatch: 1 }
    expect(await problemOf(client.updateSubscription({ ...change, ipAddresses: ['10.0.0.1'] }))).toMatchObject({
      errors: [{ pointer: '/ipAddresses/0' }],
    })
    expect(await client.updateSubscription({ ...change, contact: null })).toMatchObject({ ...profile, contact: null, version: 2 })
  })
})
