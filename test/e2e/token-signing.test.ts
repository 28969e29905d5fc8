import { describe, expect, it } from '@jest/globals'
import { createVerifier } from 'fast-jwt'
import { flattenedVerify } from 'jose'
import { verify as verifyWithJsonwebtoken } from 'jsonwebtoken'
import { hash } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { createVerifier as createStandardVerifier } from '../../src/verify/create-verifier.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { headerOf, publishedKey } from '../helpers/published-keys.js'
import type { Received } from '../helpers/receiver.js'
import { scenes } from '../helpers/scene.js'

const algorithms = ['ES256', 'EdDSA', 'PS256', 'RS256', 'ES512'] as const

describe('a request that is signed with a key of the account', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)
  const keyOf = (account: string, token: string) => publishedKey({ ...posthorn(), account }, token)
  const received = (receiver: { received(): readonly Received[] }, count = 1) =>
    eventually(() => (receiver.received().length >= count ? receiver.received() : Promise.reject(new Error('not yet'))))

  it.each(algorithms)('S0-19, S4-4: has a token with %s about itself, which a receiver verifies before it reads on', async (alg) => {
    const { receiver, notify, subscription, type } = await scene({ signing: { jwtHeader: { alg } } })
    const id = await notify({ amount: 1, text: 'é€😀' })
    const [request] = await received(receiver)
    const token = request!.headers['webhook-jwt']!
    const key = await keyOf(subscription.account, token)
    const pem = key.export({ type: 'spki', format: 'pem' }) as string
    const verify = createVerifier({
      key: pem,
      algorithms: [alg],
      checkTyp: 'webhook+jwt',
      allowedAud: subscription.id,
      allowedIss: posthorn().baseUrl,
    })
    const claims = verify(token) as Record<string, number>
    expect(claims).toEqual({
      iss: posthorn().baseUrl,
      aud: subscription.id,
      sub: subscription.account,
      iat: Number(request!.headers['webhook-timestamp']),
      exp: claims['iat']! + 300,
      jti: id,
      attempt: 1,
      event_type: type,
      request_body_sha256: hash('sha256', request!.body),
      htm: 'POST',
      htu: receiver.url,
    })
    expect(headerOf(token)).toEqual({ alg, kid: expect.any(String), typ: 'webhook+jwt' })
    if (alg !== 'EdDSA') expect(verifyWithJsonwebtoken(token, key, { algorithms: [alg], complete: true }).payload).toEqual(claims)
    new Webhook(subscription.secret).verify(request!.body, request!.headers)
  })

  it('S4-4: has another token on every attempt, for the same notification', async () => {
    const { receiver, notify, subscription } = await scene({ signing: { jwtHeader: {} } })
    receiver.answers(503, 503, 200)
    const id = await notify()
    const tokens = (await received(receiver, 3)).map(({ headers }) => headers['webhook-jwt']!)
    const key = await keyOf(subscription.account, tokens[0]!)
    const claims = tokens.map((token) => verifyWithJsonwebtoken(token, key, { algorithms: ['ES256'], complete: true }).payload)
    expect(claims.map(({ jti, attempt }) => [jti, attempt])).toEqual([1, 2, 3].map((attempt) => [id, attempt]))
    expect(Number(claims[2]!['iat'])).toBeGreaterThan(Number(claims[0]!['iat']))
  })

  it('S4-4: has its token as Authorization: Bearer, for the URL, and without Standard Webhooks, when that is asked for', async () => {
    const signing = { standardWebhooks: [], jwtHeader: { header: 'Authorization', audience: 'url' as const } }
    const { client, receiver, notify } = await scene({ signing })
    const id = await notify()
    const [{ headers }] = (await received(receiver)) as [Received]
    expect(headers['webhook-id']).toBe(id)
    expect(headers).not.toHaveProperty('webhook-signature')
    const [scheme, token = ''] = headers['authorization']!.split(' ')
    expect(scheme).toBe('Bearer')
    expect(JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())).toMatchObject({ aud: receiver.url })
    await eventually(async () => expect((await client.getNotification({ id })).state).toBe('delivered'))
  })

  it('keeps of a token what tells its key, and not the path of the URL, also when the receiver repeats it', async () => {
    const { client, receiver, notify } = await scene({ signing: { jwtHeader: {} } })
    receiver.answers(({ headers }) => ({ status: 200, body: `you sent ${headers['webhook-jwt']!}` }))
    const id = await notify()
    const [request] = await received(receiver)
    const token = request!.headers['webhook-jwt']!
    const [header, , signature] = token.split('.')
    const [attempt] = await eventually(async () => {
      const { items } = await client.listAttempts({ id })
      return items.length > 0 ? items : Promise.reject(new Error('not yet'))
    })
    expect(attempt!.request.headers['webhook-jwt']).toBe(`${header}..${signature}`)
    expect(Buffer.from(attempt!.response!.body, 'base64').toString()).toBe('you sent [secret]')
    expect(posthorn().log()).not.toContain(token.split('.')[1])
  })

  it.each([true, false])('S0-19: has a detached JWS over the bytes of its body, with b64 %s', async (b64) => {
    const { receiver, notify, subscription } = await scene({ signing: { jwsDetached: { b64 } }, style: { name: 'native', thin: true } })
    await notify({ amount: 10.5, text: 'é€😀' })
    const [request] = await received(receiver)
    const [header = '', payload, signature = ''] = request!.headers['x-jws-signature']!.split('.')
    expect(payload).toBe('')
    const key = await keyOf(subscription.account, header)
    const verify = (body: Buffer) =>
      flattenedVerify({ protected: header, payload: b64 ? body.toString('base64url') : body, signature }, key, { algorithms: ['ES256'] })
    await verify(request!.body)
    await expect(verify(Buffer.concat([request!.body, Buffer.from(' ')]))).rejects.toThrow()
    new Webhook(subscription.secret).verify(request!.body, request!.headers)
  })

  it('S3-6: has the asymmetric signature of Standard Webhooks beside the other, so that a receiver needs no secret', async () => {
    const { receiver, notify, subscription, client } = await scene({
      signing: { standardWebhooks: ['v1', 'v1a'], jwtHeader: { alg: 'EdDSA' } },
    })
    const id = await notify({ text: 'é€😀' })
    const [{ headers, body }] = (await received(receiver)) as [Received]
    const key = await keyOf(subscription.account, headers['webhook-jwt']!)
    const [v1, v1a, ...others] = headers['webhook-signature']!.split(' ')
    expect([v1!.split(',')[0], v1a!.split(',')[0], others]).toEqual(['v1', 'v1a', []])
    new Webhook(subscription.secret).verify(body, headers)
    const publicKeys = [`whpk_${Buffer.from(String(key.export({ format: 'jwk' }).x), 'base64url').toString('base64')}`]
    const verifier = createStandardVerifier({ profile: 'standard-webhooks', publicKeys })
    expect(await verifier({ headers, body })).toMatchObject({ id })
    await expect(verifier({ headers, body: Buffer.concat([body, Buffer.from(' ')]) })).rejects.toThrow()
    const alone = await client.updateSubscription({
      id: subscription.id,
      ifMatch: subscription.version,
      signing: { standardWebhooks: ['v1a'] },
    })
    expect(alone.signing.standardWebhooks).toEqual(['v1a'])
    await notify()
    expect((await received(receiver, 2))[1]!.headers['webhook-signature']).toMatch(/^v1a,\S+$/)
  })

  it('is what the check of the endpoint sends, before and after it is registered', async () => {
    const { client, receiver, subscription } = await scene({ signing: { jwtHeader: {}, jwsDetached: {} }, activate: false })
    expect(await client.checkSubscription({ id: subscription.id })).toMatchObject({ status: 'warning' })
    const { client: _, ...probed } = { client, url: receiver.url, eventTypes: ['test.ping'], activate: true, check: 'report' as const }
    const made = await client.createSubscription({ ...probed, secret: subscription.secret, signing: { jwtHeader: { alg: 'EdDSA' } } })
    const [first, second] = await received(receiver, 2)
    for (const [{ headers }, { id, account }] of [
      [first!, subscription],
      [second!, made],
    ] as const) {
      const token = headers['webhook-jwt']!
      const { alg } = headerOf(token)
      const verify = createVerifier({
        key: (await keyOf(account, token)).export({ type: 'spki', format: 'pem' }) as string,
        algorithms: [alg as 'ES256'],
      })
      expect(verify(token)).toMatchObject({ aud: id, event_type: 'test.ping', jti: headers['webhook-id'], attempt: 1 })
    }
    expect(first!.headers).toHaveProperty('x-jws-signature')
    await client.deleteSubscription({ id: made.id })
  })

  it('changes with the subscription, for what is still to be sent', async () => {
    const { client, receiver, notify, subscription } = await scene()
    receiver.answers(503, 503, 503, 200)
    await notify()
    await received(receiver)
    const changed = await client.updateSubscription({ id: subscription.id, ifMatch: subscription.version, signing: { jwtHeader: {} } })
    expect(changed.signing).toMatchObject({ standardWebhooks: ['v1'], jwtHeader: { alg: 'ES256', header: 'Webhook-JWT' } })
    await eventually(() => expect(receiver.received().at(-1)!.headers).toHaveProperty('webhook-jwt'))
  })
})
