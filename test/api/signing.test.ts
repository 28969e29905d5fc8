import { describe, expect, it } from '@jest/globals'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { ProblemError } from '../../src/client/client.js'
import { aCertificate } from '../delivery/certificates.js'
import { carefulAccounts, pendingOf } from '../helpers/change-requests.js'
import { sharedPosthorn } from '../helpers/posthorn.js'

const endpoint = { url: 'https://shop.example.com/hooks/0e5c1d8a9b7f4e63', eventTypes: ['payment.*'] }
const off = { standardWebhooks: ['v1'], jwtHeader: null, jwsDetached: null, stripe: null, jwtBody: null, securedPayload: null }

describe('the signatures of a subscription', () => {
  const posthorn = sharedPosthorn()
  const careful = carefulAccounts(posthorn)
  const errorsOf = async (promise: Promise<unknown>) => {
    const error: unknown = await promise.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ProblemError)
    return (error as ProblemError).problem.errors!.map(({ pointer }) => pointer)
  }

  it('are those of Standard Webhooks unless others are asked for (S2-11, S3-6)', async () => {
    expect((await posthorn().client.createSubscription(endpoint)).signing).toEqual(off)
  })

  it('are shown with it, changed as one, and have their defaults', async () => {
    const { client } = posthorn()
    const { id } = await client.createSubscription({ ...endpoint, signing: { jwtHeader: {}, jwsDetached: { alg: 'PS256', b64: false } } })
    const { signing } = await client.getSubscription({ id })
    expect(signing).toEqual({
      standardWebhooks: ['v1'],
      jwtHeader: { alg: 'ES256', header: 'Webhook-JWT', audience: 'subscription' },
      jwsDetached: { alg: 'PS256', header: 'x-jws-signature', b64: false },
      stripe: null,
      jwtBody: null,
      securedPayload: null,
    })
    const kept = await client.updateSubscription({ id, ifMatch: 1, description: 'kept' })
    expect(kept.signing).toEqual(signing)
    const changed = await client.updateSubscription({ id, ifMatch: 2, signing: { standardWebhooks: [], jwtHeader: { header: 'X-Proof' } } })
    expect(changed.signing).toEqual({ ...off, standardWebhooks: [], jwtHeader: { ...signing.jwtHeader, header: 'X-Proof' } })
    const { items } = await client.listSubscriptionHistory({ id })
    expect(items.map(({ changed: members }) => members)).toContainEqual(['signing'])
    expect((await client.listAudit({ target: id })).items.at(-1)!.after).toContain('X-Proof')
  })

  it('that cannot be sent, or not together, are refused with the member', async () => {
    const { client } = posthorn()
    const create = (settings: object) => errorsOf(client.createSubscription({ ...endpoint, ...settings }))
    expect(await create({ signing: { standardWebhooks: [] } })).toEqual(['/signing'])
    expect(await create({ signing: { jwtHeader: { alg: 'HS256' } } })).toEqual(['/signing/jwtHeader/alg'])
    expect(await create({ signing: { jwsDetached: { alg: 'none' } } })).toEqual(['/signing/jwsDetached/alg'])
    expect(await create({ signing: { stripe: { alg: 'ES256' } } })).toEqual(['/signing/stripe/alg'])
    expect(await create({ signing: { stripe: {} }, headers: { 'stripe-signature': '7' } })).toEqual(['/signing/stripe/header'])
    expect(await create({ signing: { jwtHeader: { header: 'Host' } } })).toEqual(['/signing/jwtHeader/header'])
    expect(await create({ signing: { jwtHeader: { jku: 'https://elsewhere.example' } } })).toEqual(['/signing/jwtHeader/jku'])
    const bearer = { auth: { kind: 'bearer', token: 'canary-token' }, signing: { jwtHeader: { header: 'authorization' } } }
    expect(await create(bearer)).toEqual(['/signing/jwtHeader/header'])
    const { id } = await client.createSubscription({ ...endpoint, signing: { jwtHeader: { header: 'authorization' } } })
    const later = client.updateSubscription({ id, ifMatch: 1, auth: { kind: 'bearer', token: 'canary-token' } })
    expect(await errorsOf(later)).toEqual(['/signing/jwtHeader/header'])
  })

  it('S4-16: that encrypt take a public key or a certificate, and say when that ends', async () => {
    const { client } = posthorn()
    const secured = (key: string | object, alg = 'RSA-OAEP-256') =>
      ({ signing: { securedPayload: { encryption: { alg, key } } } }) as object
    const create = (settings: object) => client.createSubscription({ ...endpoint, ...settings })
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const jwk = publicKey.export({ format: 'jwk' })
    const plain = await create(secured(jwk))
    expect(plain).toMatchObject({ signing: { securedPayload: { name: 'secured_payload', encryption: { enc: 'A256GCM', key: jwk } } } })
    expect(plain.encryptionKeyExpiresAt).toBeNull()
    const { cert } = aCertificate({ name: 'shop.example' })
    const certified = await create(secured(cert, 'ECDH-ES+A256KW'))
    expect(certified.encryptionKeyExpiresAt).toBe(new Date(new X509Certificate(cert).validTo).toISOString())
    expect(certified.warnings).toContainEqual(expect.stringContaining('the certificate that payloads are encrypted to ends at'))
    const ended = aCertificate({ name: 'shop.example', notAfter: new Date(Date.now() - 3_600_000) })
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' })
    const refused = [
      secured(ended.cert, 'ECDH-ES+A256KW'),
      secured(privateKey.export({ format: 'jwk' })),
      secured(short),
      secured('no key'),
    ]
    for (const settings of refused) expect(await errorsOf(create(settings))).toEqual(['/signing/securedPayload/encryption/key'])
    expect(await errorsOf(create({ signing: { jwtBody: {}, securedPayload: {} } }))).toEqual(['/signing/securedPayload'])
  })

  it('S4-4: as a security event token are confirmed with 202 unless it is said otherwise', async () => {
    const { client } = posthorn()
    const { id, confirmation } = await client.createSubscription({ ...endpoint, signing: { jwtBody: {} } })
    expect(confirmation).toEqual({ name: 'set-push-202' })
    const other = await client.createSubscription({ ...endpoint, signing: { jwtBody: {} }, confirmation: { name: 'http-2xx' } })
    expect(other).toMatchObject({
      confirmation: { name: 'http-2xx' },
      warnings: expect.arrayContaining([expect.stringContaining('set-push-202')]),
    })
    const usual = await client.updateSubscription({ id, ifMatch: 1, signing: {} })
    expect(usual.confirmation).toEqual(confirmation)
  })

  it('are covered by four eyes', async () => {
    const { author, approver, id } = await careful(['signing'])
    const request = await pendingOf(author.updateSubscription({ id, ifMatch: 1, signing: { jwtHeader: {} } }))
    expect(request).toMatchObject({ kinds: ['signing'], differences: [{ member: 'signing', before: off }] })
    expect((await author.getSubscription({ id })).signing).toEqual(off)
    await approver.approveChangeRequest({ id: request.id })
    expect((await author.getSubscription({ id })).signing.jwtHeader).toMatchObject({ alg: 'ES256' })
  })
})
