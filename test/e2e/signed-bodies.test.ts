import { describe, expect, it } from '@jest/globals'
import { createVerifier } from 'fast-jwt'
import { compactDecrypt } from 'jose'
import { verify as verifyWithJsonwebtoken } from 'jsonwebtoken'
import { generateKeyPairSync } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { aCertificate } from '../delivery/certificates.js'
import { eventually } from '../helpers/eventually.js'
import { startPosthorn, sharedPosthorn } from '../helpers/posthorn.js'
import { headerOf, publishedKey } from '../helpers/published-keys.js'
import { type Received, startReceiver } from '../helpers/receiver.js'
import { freshType, scenes } from '../helpers/scene.js'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwk = publicKey.export({ format: 'jwk' }) as Record<string, unknown>
const encryption = { key: { ...jwk, kid: 'theirs' } }

describe('a body that is signed', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)
  const received = (receiver: { received(): readonly Received[] }, count = 1) =>
    eventually(() => (receiver.received().length >= count ? receiver.received() : Promise.reject(new Error('not yet'))))
  const stateOf = (id: string, state: string) =>
    eventually(async () => expect((await posthorn().client.getNotification({ id })).state).toBe(state))
  const verifierOf = async (account: string, token: string, typ: string) => {
    const key = await publishedKey({ ...posthorn(), account }, token)
    const { alg } = headerOf(token)
    const verify = createVerifier({
      key: key.export({ type: 'spki', format: 'pem' }) as string,
      algorithms: [alg as 'ES256'],
      checkTyp: typ,
    })
    return { key, alg: String(alg), verify: verify as (text: string) => Record<string, unknown> }
  }

  it.each(['ES256', 'EdDSA', 'PS256'] as const)(
    'S4-4: is a security event token with %s, the same on every attempt, and a 202 confirms it',
    async (alg) => {
      const { client, receiver, subscription, type } = await scene({ signing: { jwtBody: { alg } } })
      expect(subscription.confirmation).toEqual({ name: 'set-push-202' })
      receiver.answers(503, 200, 202)
      const data = { object: { amount: 10.5, text: 'é€😀' } }
      const published = await client.publishEvent({ type, data, occurredAt: '2026-01-05T10:00:00.000Z', correlationId: 'corr-1' })
      const id = published.notifications[0]!.id
      await stateOf(id, 'delivered')
      const requests = await received(receiver, 3)
      expect(new Set(requests.map(({ body }) => body.toString())).size).toBe(1)
      const token = requests[0]!.body.toString()
      expect(requests[0]!.headers).toMatchObject({ 'content-type': 'application/secevent+jwt', accept: 'application/json' })
      const { key, verify } = await verifierOf(subscription.account, token, 'secevent+jwt')
      const claims = verify(token)
      expect(claims).toEqual({
        iss: posthorn().baseUrl,
        aud: subscription.id,
        iat: expect.any(Number),
        jti: id,
        txn: 'corr-1',
        toe: Date.parse('2026-01-05T10:00:00Z') / 1000,
        events: { [`${posthorn().baseUrl}/v1/event-types/${type}`]: expect.objectContaining({ type, data }) },
      })
      if (alg !== 'EdDSA') expect(verifyWithJsonwebtoken(token, key, { algorithms: [alg], complete: true }).payload).toEqual(claims)
      const webhook = new Webhook(subscription.secret)
      for (const { headers } of requests)
        expect(headers['webhook-signature']).toBe(webhook.sign(id, new Date(Number(headers['webhook-timestamp']) * 1000), token))
      const { items } = await client.listAttempts({ id })
      expect(items.map(({ outcome }) => outcome)).toEqual(['failed', 'unconfirmed', 'confirmed'])
      expect(await posthorn().query('select kept_body from notifications where id = $1', [id])).toEqual([{ kept_body: null }])
    },
  )

  it('says why a receiver refused the token, and not in its words', async () => {
    const { client, receiver, notify } = await scene({ signing: { jwtBody: {} } })
    receiver.answers({ status: 400, body: '{"err":"invalid_audience","description":"canary of Zoë"}' }, 202)
    const id = await notify()
    await stateOf(id, 'delivered')
    const { items } = await client.listAttempts({ id })
    expect(items[0]!.reason).toBe('HTTP 400: invalid_audience, its audience is not the receiver')
    expect(posthorn().log()).not.toContain('canary')
  })

  it('S4-16: is one member with the payload signed, and sent as it is published', async () => {
    const signing = { securedPayload: { alg: 'RS256', name: 'payload' }, jwtHeader: {}, jwsDetached: {} } as const
    const { receiver, notify, subscription } = await scene({ signing })
    const id = await notify({ amount: 10.5 })
    const [request] = await received(receiver)
    expect(request!.headers['content-type']).toBe('application/json')
    const { payload, ...others } = JSON.parse(request!.body.toString()) as { payload: string }
    expect(others).toEqual({})
    const { verify } = await verifierOf(subscription.account, payload, 'JWT')
    expect(verify(payload)).toMatchObject({ data: { amount: 10.5 } })
    expect(headerOf(request!.headers['webhook-jwt']!)).toMatchObject({ typ: 'webhook+jwt' })
    new Webhook(subscription.secret).verify(request!.body.toString(), request!.headers)
    await stateOf(id, 'delivered')
  })

  it.each([
    ['RSA-OAEP-256', 'A256GCM'],
    ['RSA-OAEP', 'A256CBC-HS512'],
  ] as const)('S4-16: is encrypted to the receiver with %s and %s after it was signed, the same on every attempt', async (alg, enc) => {
    const style = { name: 'anz-payto' } as const
    const signing = { securedPayload: { alg: 'RS256', encryption: { ...encryption, alg, enc } } } as const
    const { receiver, notify, subscription } = await scene({ signing, style })
    receiver.answers(503, 503, 200)
    await stateOf(await notify({ text: 'canary-of-the-payload' }), 'delivered')
    const requests = await received(receiver, 3)
    expect(new Set(requests.map(({ body }) => body.toString())).size).toBe(1)
    const { secured_payload: jwe } = JSON.parse(requests[0]!.body.toString()) as { secured_payload: string }
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, privateKey)
    expect(protectedHeader).toEqual({ alg, enc, kid: 'theirs', cty: 'JWT' })
    const jws = Buffer.from(plaintext).toString()
    const { verify } = await verifierOf(subscription.account, jws, 'JWT')
    expect(verify(jws)).toMatchObject({ data: { text: 'canary-of-the-payload' } })
  })

  it('S4-16: is refused, and that recorded, while the stored key to encrypt to cannot be read; another key ends that', async () => {
    const encryptedTo = (key: string) => ({ securedPayload: { encryption: { alg: 'ECDH-ES+A256KW' as const, key } } })
    const schedule = { name: 'custom' as const, delaysSeconds: [1, 1, 1, 1, 1, 1, 1, 1] }
    const { client, receiver, notify, subscription } = await scene({ signing: encryptedTo(aCertificate({ name: 'Bank' }).cert), schedule })
    // an old row, from before dates were looked at
    const undated = aCertificate({ name: 'Bank', notAfter: '20261399000000Z' }).cert
    await posthorn().query(
      `update subscriptions set version = version + 1,
         signing = jsonb_set(signing::jsonb, '{securedPayload,encryption,key}', to_jsonb($2::text))::json where id = $1`,
      [subscription.id, undated],
    )
    const id = await notify()
    const reason = 'the encryption key of the receiver is a certificate whose dates cannot be read'
    await eventually(async () => {
      const { items } = await client.listAttempts({ id })
      expect(items.slice(0, 2)).toMatchObject([1, 2].map((number) => ({ number, outcome: 'refused', decision: 'retry', reason })))
    })
    expect(receiver.received()).toEqual([])
    const { steps, status } = await client.checkSubscription({ id: subscription.id })
    expect(status).toBe('failed')
    expect(steps.find(({ step }) => step === 'ping')).toMatchObject({
      status: 'failed',
      seen: reason,
      remedy: expect.stringMatching('key'),
    })
    const signing = encryptedTo(aCertificate({ name: 'Bank' }).cert)
    await client.updateSubscription({ id: subscription.id, ifMatch: subscription.version + 1, signing })
    await stateOf(id, 'delivered')
  })

  it('is made anew when the subscription asks for another one', async () => {
    const { client, receiver, notify, subscription } = await scene({ signing: { jwtBody: {} } })
    receiver.answers(503)
    const id = await notify()
    const [first] = await received(receiver)
    await client.updateSubscription({ id: subscription.id, ifMatch: 1, description: 'the body stays' })
    expect((await received(receiver, 2))[1]!.body).toEqual(first!.body)
    await client.updateSubscription({ id: subscription.id, ifMatch: 2, signing: { jwtBody: { alg: 'EdDSA' } } })
    receiver.answers(202)
    await stateOf(id, 'delivered')
    const last = receiver.received().at(-1)!.body.toString()
    expect(headerOf(last)).toMatchObject({ alg: 'EdDSA' })
    const claims = [first!.body.toString(), last].map(
      (token) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as object,
    )
    expect(claims[1]).toEqual(claims[0])
  })

  it.each([
    ['a token', { jwtBody: {} }, (body: string) => body],
    ['a signed payload', { securedPayload: {} }, (body: string) => (JSON.parse(body) as { secured_payload: string }).secured_payload],
  ] as const)('is made anew when its key is revoked: %s', async (_what, signing, tokenOf) => {
    const { client, receiver, notify } = await scene({ signing })
    receiver.answers(503)
    const id = await notify()
    const [first] = await received(receiver)
    const tokenNow = () => tokenOf(receiver.received().at(-1)!.body.toString())
    const { kid } = headerOf(tokenOf(first!.body.toString()))
    const { successor } = await client.revokeSigningKey({ kid: String(kid) })
    await eventually(() => expect(headerOf(tokenNow())).toMatchObject({ kid: successor }))
    receiver.answers(202)
    await stateOf(id, 'delivered')
    const tokens = receiver.received().map(({ body }) => tokenOf(body.toString()))
    // one token for each of the two keys, saying the same
    expect(new Set(tokens).size).toBe(2)
    expect(new Set(tokens.map((token) => token.split('.')[1])).size).toBe(1)
  })

  it('is forgotten when the payload is erased', async () => {
    const { client, receiver, type } = await scene({ signing: { jwtBody: {} }, schedule: { name: 'payments-72h' } })
    receiver.answers(503)
    const { notifications } = await client.publishEvent({ type, subject: 'cus_forget_me', data: { a: 1 } })
    const id = notifications[0]!.id
    await stateOf(id, 'retrying')
    const kept = async () => (await posthorn().query('select kept_body from notifications where id = $1', [id]))[0]!['kept_body']
    expect(await kept()).toContain(receiver.received()[0]!.body.toString())
    await client.eraseSubject({ ref: 'cus_forget_me' })
    expect(await kept()).toBeNull()
  })
})

describe('a body that was signed before a restart', () => {
  it('S4-4: is sent again byte for byte after it', async () => {
    const posthorn = await startPosthorn()
    const receiver = await startReceiver()
    try {
      receiver.answers(503)
      const type = freshType()
      const schedule = { name: 'custom' as const, delaysSeconds: [2, 1, 1, 1, 1, 1, 1] }
      const signing = { securedPayload: { encryption } }
      await posthorn.client.createSubscription({ url: receiver.url, eventTypes: [type], schedule, signing, activate: true })
      const { notifications } = await posthorn.client.publishEvent({ type, data: { a: 1 } })
      const stateNow = async () => (await posthorn.client.getNotification({ id: notifications[0]!.id })).state
      await eventually(async () => expect(await stateNow()).toBe('retrying'))
      await posthorn.restart()
      const before = receiver.received().length
      receiver.answers(200)
      await eventually(async () => expect(await stateNow()).toBe('delivered'))
      expect(receiver.received().length).toBeGreaterThan(before)
      expect(new Set(receiver.received().map(({ body }) => body.toString())).size).toBe(1)
    } finally {
      await receiver.stop()
      await posthorn.stop()
    }
  })
})
