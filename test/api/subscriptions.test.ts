import { describe, expect, it } from '@jest/globals'
import { ProblemError } from '../../src/client/client.js'
import { send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { freshType } from '../helpers/scene.js'

const unguessable = 'https://receiver.example.com/hooks/4f9c2ab1e07d4c5fb6c8a9d0e1f2a3b4?token=canary'
const anEndpoint = () => ({ url: unguessable, eventTypes: [freshType()] })
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : error),
  )

describe('subscriptions', () => {
  const posthorn = sharedPosthorn()

  it('are created inactive, with the default schedule and time-out, and a secret that is shown once', async () => {
    const { client } = posthorn()
    const { secret, check, changeRequest, ...created } = await client.createSubscription({ ...anEndpoint(), description: 'orders' })
    expect(created).toMatchObject({
      account: 'acc_root',
      url: unguessable,
      description: 'orders',
      schedule: { name: 'payments-72h' },
      style: { name: 'native' },
      confirmation: { name: 'http-2xx' },
      timeoutMs: 10_000,
      state: 'created',
      stateReason: { code: 'requested', by: { kind: 'key', id: expect.any(String) } },
      version: 1,
      warnings: [],
    })
    expect({ check, changeRequest }).toEqual({ check: null, changeRequest: null })
    expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toHaveLength(32)
    expect(await client.getSubscription({ id: created.id })).toEqual(created)
  })

  it('take an own secret and can be active at once', async () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    const created = await posthorn().client.createSubscription({ ...anEndpoint(), secret, activate: true })
    expect(created).toMatchObject({ secret, state: 'active' })
  })

  it('have a style that is created, changed, shown and listed with them', async () => {
    const { client } = posthorn()
    const { id, version } = await client.createSubscription({ ...anEndpoint(), style: { name: 'native', thin: true } })
    expect(await client.getSubscription({ id })).toMatchObject({ style: { name: 'native', thin: true } })
    const changed = await client.updateSubscription({ id, ifMatch: version, style: { name: 'anz-payto' } })
    expect(changed).toMatchObject({ style: { name: 'anz-payto' }, version: version + 1 })
    const kept = await client.updateSubscription({ id, ifMatch: changed.version, description: 'same style' })
    expect(kept).toMatchObject({ style: { name: 'anz-payto' } })
    expect((await client.listSubscriptions({ limit: 1 })).items[0]).toMatchObject({ id, style: { name: 'anz-payto' } })
  })

  it.each([
    [{ name: 'soap' }, '/style/name'],
    [{ name: 'unipay', thin: true }, '/style/thin'],
    [{}, '/style/name'],
    ['unipay', '/style'],
  ])('are refused with the style %j', async (style, pointer) => {
    const { status, json } = await send(posthorn(), { method: 'POST', path: '/v1/subscriptions', body: { ...anEndpoint(), style } })
    expect({ status, pointer: json.errors?.[0]?.pointer }).toEqual({ status: 422, pointer })
  })

  it('keep the secret sealed in the database', async () => {
    const { client, query } = posthorn()
    const { id, secret } = await client.createSubscription(anEndpoint())
    const [row] = await query('select sealed from subscription_secrets where subscription_id = $1', [id])
    expect((row?.['sealed'] as Buffer).includes(Buffer.from(secret))).toBe(false)
    expect((row?.['sealed'] as Buffer).includes(Buffer.from(secret.slice('whsec_'.length), 'base64'))).toBe(false)
  })

  it('answer a creation with their place and version', async () => {
    const { status, headers } = await send(posthorn(), { method: 'POST', path: '/v1/subscriptions', body: anEndpoint() })
    expect({ status, etag: headers.get('etag') }).toEqual({ status: 201, etag: '"1"' })
    expect(headers.get('location')).toMatch(/^\/v1\/subscriptions\/sub_[0-9a-z]{26}$/)
    expect((await send(posthorn(), { path: headers.get('location')! })).headers.get('etag')).toBe('"1"')
  })

  it('show in lists neither path nor query of the URL (S3-7)', async () => {
    const { client } = posthorn()
    const { id } = await client.createSubscription(anEndpoint())
    const { items } = await client.listSubscriptions({ limit: 1 })
    expect(items).toMatchObject([{ id, url: 'https://receiver.example.com' }])
  })

  it('are listed page by page, newest first, each once', async () => {
    const { client } = posthorn()
    const made: string[] = []
    for (let i = 0; i < 5; i++) made.unshift((await client.createSubscription(anEndpoint())).id)
    const first = await client.listSubscriptions({ limit: 3 })
    const second = await client.listSubscriptions({ limit: 2, cursor: first.nextCursor! })
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made)
  })

  describe('refuse', () => {
    const refused: [string, object, string][] = [
      ['http to a public host', { url: 'http://receiver.example.com/hook' }, '/url'],
      ['a private address', { url: 'https://10.1.2.3/hook' }, '/url'],
      ['the cloud metadata address', { url: 'https://169.254.169.254/latest' }, '/url'],
      ['a user name in the URL', { url: 'https://user@receiver.example.com/hook' }, '/url'],
      ['a single label', { url: 'https://intranet/hook' }, '/url'],
      ['no event types', { eventTypes: [] }, '/eventTypes'],
      ['a pattern in the middle', { eventTypes: ['a.*.b'] }, '/eventTypes/0'],
      ['a time-out over 30 s (S4-13)', { timeoutMs: 30_001 }, '/timeoutMs'],
      ['a secret that is too short', { secret: 'whsec_AAAA' }, '/secret'],
      ['an unknown schedule', { schedule: { name: 'never' } }, '/schedule/name'],
      ['an unknown account', { account: 'acc_unknown' }, '/account'],
      ['an unknown member', { colour: 'red' }, '/colour'],
    ]
    it.each(refused)('%s', async (_, wrong, pointer) => {
      const { status, json } = await send(posthorn(), { method: 'POST', path: '/v1/subscriptions', body: { ...anEndpoint(), ...wrong } })
      expect({ status, code: json.code }).toEqual({ status: 422, code: 'validation_failed' })
      expect(json.errors).toEqual([{ pointer, detail: expect.any(String) }])
    })

    it('without repeating the path of the URL', async () => {
      const { text } = await send(posthorn(), {
        method: 'POST',
        path: '/v1/subscriptions',
        body: { ...anEndpoint(), url: 'https://10.1.2.3/canary?x=canary' },
      })
      expect(text).not.toContain('canary')
    })

    it('a character that cannot be stored', async () => {
      expect(await codeOf(posthorn().client.createSubscription({ ...anEndpoint(), description: 'a\u0000b' }))).toBe('validation_failed')
    })
  })

  describe('are changed', () => {
    it('under the version that the caller has read', async () => {
      const { client } = posthorn()
      const { id } = await client.createSubscription(anEndpoint())
      const changed = await client.updateSubscription({ id, ifMatch: 1, description: 'new', timeoutMs: 5_000 })
      expect(changed).toMatchObject({ version: 2, description: 'new', timeoutMs: 5_000, url: unguessable })
      expect(await codeOf(client.updateSubscription({ id, ifMatch: 1, description: 'late' }))).toBe('version_mismatch')
      expect(await client.getSubscription({ id })).toMatchObject({ description: 'new', version: 2 })
    })

    it('by one of several callers who have read the same version', async () => {
      const { client } = posthorn()
      const { id } = await client.createSubscription(anEndpoint())
      const answers = await Promise.all(
        ['a', 'b', 'c', 'd'].map((description) => codeOf(client.updateSubscription({ id, ifMatch: 1, description }))),
      )
      expect(answers.sort()).toEqual(['done', 'version_mismatch', 'version_mismatch', 'version_mismatch'])
    })

    it('never without a version', async () => {
      const { id } = await posthorn().client.createSubscription(anEndpoint())
      const { status, json } = await send(posthorn(), { method: 'PATCH', path: `/v1/subscriptions/${id}`, body: { description: 'x' } })
      expect({ status, code: json.code }).toEqual({ status: 428, code: 'if_match_required' })
    })

    it('never to a URL that the policy refuses', async () => {
      const { client } = posthorn()
      const { id } = await client.createSubscription(anEndpoint())
      expect(await codeOf(client.updateSubscription({ id, ifMatch: 1, url: 'https://192.168.1.1/' }))).toBe('validation_failed')
    })
  })

  describe('move between states', () => {
    it('created, active, paused, active; the same move twice changes nothing (S3-15)', async () => {
      const { client } = posthorn()
      const { id } = await client.createSubscription(anEndpoint())
      expect(await client.activateSubscription({ id })).toMatchObject({ state: 'active', version: 2 })
      expect(await client.activateSubscription({ id })).toMatchObject({ state: 'active', version: 2 })
      expect(await client.pauseSubscription({ id })).toMatchObject({ state: 'paused', version: 3 })
      expect(await client.resumeSubscription({ id })).toMatchObject({ state: 'active', version: 4 })
    })

    it('but not from one that has not been activated', async () => {
      const { client } = posthorn()
      const { id } = await client.createSubscription(anEndpoint())
      expect(await codeOf(client.pauseSubscription({ id }))).toBe('wrong_state')
      expect(await codeOf(client.resumeSubscription({ id }))).toBe('wrong_state')
    })

    it('and are not there any more once they are deleted', async () => {
      const { client } = posthorn()
      const { id } = await client.createSubscription(anEndpoint())
      await client.deleteSubscription({ id })
      const answers = [
        client.getSubscription({ id }),
        client.deleteSubscription({ id }),
        client.pauseSubscription({ id }),
        client.rotateSecret({ id }),
      ]
      expect(await Promise.all(answers.map(codeOf))).toEqual(Array(4).fill('not_found'))
      expect((await client.listSubscriptions({ limit: 100 })).items.map((item) => item.id)).not.toContain(id)
    })

    it('are matched in their new state by the very next publish', async () => {
      const { client } = posthorn()
      const { id, eventTypes } = await client.createSubscription(anEndpoint())
      const matched = async () =>
        (await client.publishEvent({ type: eventTypes[0]!, data: {} })).notifications.map(({ subscription }) => subscription)
      expect(await matched()).toEqual([])
      await client.activateSubscription({ id })
      expect(await matched()).toEqual([id])
      await client.deleteSubscription({ id })
      expect(await matched()).toEqual([])
    })
  })

  describe('rotate their secret', () => {
    it('with an overlap in which both sign, as often as one likes', async () => {
      const { client } = posthorn()
      const { id, secret } = await client.createSubscription(anEndpoint())
      const second = await client.rotateSecret({ id })
      const third = await client.rotateSecret({ id, overlapSeconds: 3_600 })
      expect(new Set([secret, second.secret, third.secret]).size).toBe(3)
      expect(third.version).toBe(3)
      expect(third.secrets.map(({ expiresAt }) => expiresAt === null)).toEqual([true, false, false])
      const hoursLeft = third.secrets.slice(1).map(({ expiresAt }) => Math.round((Date.parse(expiresAt!) - Date.now()) / 3_600_000))
      expect(hoursLeft).toEqual([1, 1])
    })

    it('at once, when the old one has leaked', async () => {
      const { client } = posthorn()
      const { id } = await client.createSubscription(anEndpoint())
      expect((await client.rotateSecret({ id, overlapSeconds: 0 })).secrets).toHaveLength(1)
    })
  })
})
