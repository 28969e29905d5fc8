import { describe, expect, it } from '@jest/globals'
import type { Answer } from '../../../src/domain/delivery-types.js'
import { faultsOfSigning, type Signed } from '../../../src/domain/signing/faults-of-signing.js'
import { defaultSigning, needsKeys, type Signing } from '../../../src/domain/signing/signing.js'
import { setClaims } from '../../../src/domain/signing/set-claims.js'
import { withSetError } from '../../../src/domain/signing/set-error.js'
import { headerClaims } from '../../../src/domain/signing/token-claims.js'

const jwtHeader = { alg: 'ES256', header: 'Webhook-JWT', audience: 'subscription' } as const
const jwsDetached = { alg: 'ES256', header: 'x-jws-signature', b64: true } as const
const stripe = { header: 'Stripe-Signature' } as const
const jwtBody = { alg: 'ES256', audience: 'subscription' } as const
const securedPayload = { alg: 'RS256', name: 'secured_payload', encryption: null } as const
const at = '2026-01-05T10:00:00Z'

describe('the signatures of a subscription', () => {
  const faults = (signing: Partial<Signing>, rest: Partial<Signed> = {}) =>
    faultsOfSigning({
      signing: { ...defaultSigning, ...signing },
      auth: { kind: 'none' },
      headers: {},
      confirmation: { name: 'http-2xx' },
      ...rest,
    }).map(({ member }) => member)

  it('may be several, each in a header of its own', () => {
    expect(faults({})).toEqual([])
    expect(faults({ jwtHeader, jwsDetached })).toEqual([])
    expect(faults({ jwtHeader: { ...jwtHeader, header: 'Authorization' } })).toEqual([])
    expect(faults({ jwtHeader, jwsDetached, stripe })).toEqual([])
    expect(faults({ jwtHeader, jwsDetached: { ...jwsDetached, header: 'webhook-jwt' } })).toEqual(['signing/jwsDetached/header'])
    expect(faults({ jwsDetached, stripe: { header: 'X-JWS-Signature' } })).toEqual(['signing/stripe/header'])
  })

  it('replace the body once', () => {
    expect(faults({ jwtBody, jwtHeader, jwsDetached })).toEqual([])
    expect(faults({ securedPayload, jwtHeader, jwsDetached })).toEqual([])
    expect(faults({ jwtBody, securedPayload })).toEqual(['signing/securedPayload'])
  })

  it('are at least one (S3-6)', () => {
    expect(faults({ standardWebhooks: [] })).toEqual(['signing'])
    expect(faults({ standardWebhooks: [], jwtHeader })).toEqual([])
    expect(faults({ standardWebhooks: [], jwsDetached })).toEqual([])
    expect(faults({ standardWebhooks: [], stripe })).toEqual([])
  })

  it.each<[string, Partial<Signed>]>([
    ['Authorization', { auth: { kind: 'basic', username: 'shop', changedAt: at } }],
    ['authorization', { auth: { kind: 'bearer', changedAt: at } }],
    ['ApiKey', { auth: { kind: 'header', name: 'apikey', changedAt: at } }],
    ['x-tenant', { headers: { 'X-Tenant': '7' } }],
    ['x-fapi-interaction-id', { confirmation: { name: 'obie-202-echo' } }],
    ['x-echo', { confirmation: { name: 'custom', status: ['200'], header: { name: 'x-echo', value: '{{webhookId}}' } } }],
  ])('are not sent in %s when something else is', (header, rest) => {
    expect(faults({ jwtHeader: { ...jwtHeader, header } }, rest)).toEqual(['signing/jwtHeader/header'])
    expect(faults({ jwtHeader }, rest)).toEqual([])
  })

  it.each(['host', 'webhook-signature', 'a b', 'content-type'])('are not sent in %s', (header) => {
    expect(faults({ jwtHeader: { ...jwtHeader, header }, jwsDetached: { ...jwsDetached, header } })).toEqual([
      'signing/jwtHeader/header',
      'signing/jwsDetached/header',
      'signing/jwsDetached/header',
    ])
  })

  it('are no conflict where a confirmation asks for no header', () => {
    expect(faults({ jwtHeader }, { confirmation: { name: 'custom', status: ['200'] } })).toEqual([])
  })

  it('need a key of the account when one is a token', () => {
    expect([needsKeys(defaultSigning), needsKeys({ ...defaultSigning, stripe }), needsKeys({ ...defaultSigning, jwtHeader })]).toEqual([
      false,
      false,
      true,
    ])
    expect(needsKeys({ ...defaultSigning, standardWebhooks: ['v1', 'v1a'] })).toBe(true)
    for (const token of [{ jwsDetached }, { jwtBody }, { securedPayload }]) expect(needsKeys({ ...defaultSigning, ...token })).toBe(true)
  })
})

describe('the token in a header (S0-19, S4-4)', () => {
  const parties = { issuer: 'https://posthorn.example', subscription: 'sub_1', subject: 'acc_1', url: 'https://shop.example/a?b=c#d' }
  const told = { notification: 'ntf_1', attempt: 3, eventType: 'payment.settled', bodySha256: 'ab', nowSeconds: 1_000 }

  it('says who it is from, whom it is for, and which request it belongs to', () => {
    expect(headerClaims(parties, 'subscription', told)).toEqual({
      iss: 'https://posthorn.example',
      aud: 'sub_1',
      sub: 'acc_1',
      iat: 1_000,
      exp: 1_300,
      jti: 'ntf_1',
      attempt: 3,
      event_type: 'payment.settled',
      request_body_sha256: 'ab',
      htm: 'POST',
      htu: 'https://shop.example/a',
    })
  })

  it('is for the URL when that is asked for, without its query', () => {
    expect(headerClaims(parties, 'url', told)).toMatchObject({ aud: 'https://shop.example/a' })
  })
})

describe('the security event token in a body (S4-4)', () => {
  const parties = { issuer: 'https://posthorn.example', subscription: 'sub_1', subject: 'acc_1', url: 'https://shop.example/a?b=c#d' }
  const told = {
    notification: 'ntf_1',
    eventType: 'payment.settled',
    transaction: 'evt_1',
    madeAtSeconds: 1_000,
    occurredAtSeconds: 990,
    payload: '{"amount":10.50, "n":9007199254740993}',
  }

  it('tells its one event by the address of its type, byte for byte', () => {
    const claims = setClaims(parties, 'subscription', told)
    expect(claims).toContain(told.payload)
    expect(JSON.parse(claims)).toEqual({
      iss: 'https://posthorn.example',
      aud: 'sub_1',
      iat: 1_000,
      jti: 'ntf_1',
      txn: 'evt_1',
      toe: 990,
      events: { 'https://posthorn.example/v1/event-types/payment.settled': JSON.parse(told.payload) as unknown },
    })
    expect(JSON.parse(setClaims(parties, 'url', told))).toMatchObject({ aud: 'https://shop.example/a' })
  })
})

describe('a receiver that refuses a security event token (RFC 8935)', () => {
  const judgement = { outcome: 'failed', reason: 'HTTP 400', status: 400 } as const
  const timings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 1, totalMs: 2 }
  const answer = (body: string, status = 400): Answer => ({
    ...{ kind: 'response', status, headers: {}, body: Buffer.from(body), bodyTruncated: false },
    ...{ timings, address: '127.0.0.1' },
  })

  it('has its reason told in our words, and not in its own', () => {
    const refused = answer('{"err":"invalid_key","description":"key of Zoë, canary"}')
    expect(withSetError(judgement, refused).reason).toBe('HTTP 400: invalid_key, a key of it is invalid, or not acceptable')
  })

  it.each(['', 'no', 'null', '{}', '{"err":7}', '{"err":"canary"}', '{"err":"constructor"}'])('has none told with %j', (body) => {
    expect(withSetError(judgement, answer(body))).toBe(judgement)
  })

  it('answers 400 for it', () => {
    expect(withSetError(judgement, answer('{"err":"invalid_key"}', 500))).toBe(judgement)
    expect(withSetError(judgement, { kind: 'timeout', reason: '', timings, address: null })).toBe(judgement)
  })
})
