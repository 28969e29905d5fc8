import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { parseSecret, signStandardWebhook } from '../../src/crypto/standard-webhooks.js'
import { createVerifier, type VerificationCode, type WebhookRequest } from '../../src/verify/index.js'
import { aSecret, at, codeOf, flipBit, refusalOf } from './asking.js'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const published = {
  headers: {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  },
  body: '{"test": 2432232314}',
}
const v1a = 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=='
const v1aKey = '6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=='
const publicKey = `whpk_${Buffer.from(v1aKey, 'base64').subarray(32).toString('base64')}`
const now = at(1614265330)
const verify = createVerifier({ profile: 'standard-webhooks', secrets: [secret], now })
const withHeaders = (headers: Record<string, string | undefined>): WebhookRequest => ({
  ...published,
  headers: { ...published.headers, ...headers },
})

/** What the product sends. */
function signed(secrets: readonly string[], body: Buffer, seconds = 1614265330): WebhookRequest {
  const keys = secrets.map((text) => parseSecret(text)!)
  const message = { id: 'ntf_01', timestampSeconds: seconds, body: body.toString('utf8') }
  return {
    headers: { 'webhook-id': 'ntf_01', 'webhook-timestamp': String(seconds), 'webhook-signature': signStandardWebhook(keys, message) },
    body,
  }
}

describe('Standard Webhooks (S3-14, S4-5)', () => {
  it('takes the published vector, in whatever case the headers are', async () => {
    const body = Buffer.from(published.body)
    const verified = { profile: 'standard-webhooks', id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', signedAt: now(), body, claims: undefined }
    expect(await verify(published)).toEqual(verified)
    const upper = Object.fromEntries(Object.entries(published.headers).map(([name, value]) => [name.toUpperCase(), value]))
    expect(await verify({ headers: upper, body })).toEqual(verified)
    expect(await verify({ headers: new Headers(published.headers), body })).toEqual(verified)
  })

  it('takes the published vector of v1a, beside signatures that are for others', async () => {
    const withKey = createVerifier({ profile: 'standard-webhooks', publicKeys: [publicKey], now })
    const signatures = `v1,${Buffer.alloc(32).toString('base64')} v9,what v1a,short ${v1a}`
    expect((await withKey(withHeaders({ 'webhook-signature': signatures }))).id).toBe('msg_p5jXN8AQM9LWM0D4loKWxJek')
    expect(await codeOf(withKey(published))).toBe('signature_mismatch')
  })

  it('takes what the product, standardwebhooks and svix sign, whatever the body, and refuses it with any bit changed', async () => {
    const current = at(Math.floor(Date.now() / 1000))
    const sign = [
      (text: string, body: string) => signed([text], Buffer.from(body), current().getTime() / 1000).headers as Record<string, string>,
      ...[StandardWebhook, SvixWebhook].map((Webhook) => (text: string, body: string) => ({
        'webhook-id': 'ntf_01',
        'webhook-timestamp': String(current().getTime() / 1000),
        'webhook-signature': new Webhook(text).sign('ntf_01', current(), body),
      })),
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.record({ text: aSecret, body: fc.string({ unit: 'binary' }), bit: fc.nat(), signer: fc.constantFrom(...sign) }),
        async ({ text, body, bit, signer }) => {
          const check = createVerifier({ profile: 'standard-webhooks', secrets: [text], now: current })
          const headers = signer(text, body)
          expect((await check({ headers, body })).body.toString('utf8')).toBe(body)
          const altered = [
            ...(body === '' ? [] : [{ headers, body: flipBit(Buffer.from(body), bit) }]),
            ...Object.entries(headers).map(([name, value]) => ({
              headers: { ...headers, [name]: flipBit(Buffer.from(value), bit).toString('latin1') },
              body,
            })),
          ]
          for (const request of altered) await expect(check(request)).rejects.toThrow()
        },
      ),
    )
  })

  it('takes any bytes as a body, also those that are no text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const { publicKey: key, privateKey } = generateKeyPairSync('ed25519')
        const headers = signEd25519(privateKey, bytes)
        const check = createVerifier({ profile: 'standard-webhooks', publicKeys: [toWhpk(key)], now })
        expect((await check({ headers, body: bytes })).body.equals(bytes)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('takes either of two secrets while one replaces the other', async () => {
    const [old, fresh, foreign] = [1, 2, 3].map((fill) => `whsec_${Buffer.alloc(32, fill).toString('base64')}`) as [string, string, string]
    const check = createVerifier({ profile: 'standard-webhooks', secrets: [old, fresh], now })
    for (const secrets of [[old], [fresh], [old, fresh], [foreign, old]])
      expect((await check(signed(secrets, Buffer.from('{}')))).id).toBe('ntf_01')
    expect(await codeOf(check(signed([foreign], Buffer.from('{}'))))).toBe('signature_mismatch')
  })

  it.each([
    [300, undefined],
    [301, 'timestamp_too_old'],
    [-300, undefined],
    [-301, 'timestamp_in_future'],
  ])('a request that was signed %p s ago: %p', async (age, code) => {
    const check = createVerifier({ profile: 'standard-webhooks', secrets: [secret], now: at(1614265330 + age) })
    expect(await codeOf(check(published))).toBe(code)
  })

  it('says by how much a clock is off', async () => {
    const check = createVerifier({ profile: 'standard-webhooks', secrets: [secret], now: at(1614265330 + 4000) })
    expect(await refusalOf(check(published))).toMatchObject({
      code: 'timestamp_too_old',
      status: 401,
      ageSeconds: 4000,
      message: expect.stringContaining('signed 4000 s ago, more than the allowed 300 s'),
    })
  })

  const malformed: readonly [string, Record<string, string | undefined>, VerificationCode][] = [
    ['no id', { 'webhook-id': undefined }, 'missing_header'],
    ['an empty id', { 'webhook-id': '' }, 'missing_header'],
    ['an id with a full stop', { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek.1' }, 'malformed_header'],
    ['an id with a space', { 'webhook-id': 'msg_1, msg_1' }, 'malformed_header'],
    ['an id that is too long', { 'webhook-id': 'm'.repeat(257) }, 'malformed_header'],
    ['no timestamp', { 'webhook-timestamp': undefined }, 'missing_header'],
    ...[
      '1614265330.0',
      ' 1614265330',
      '1614265330 ',
      '+1614265330',
      '-1',
      '0x60379F32',
      '1.614265330e9',
      '١٦١٤٢٦٥٣٣٠',
      '1614265330n',
      'NaN',
    ].map((text): [string, Record<string, string>, VerificationCode] => [
      `the timestamp "${text}"`,
      { 'webhook-timestamp': text },
      'malformed_header',
    ]),
    ['a timestamp of 16 digits', { 'webhook-timestamp': '1614265330000000' }, 'malformed_header'],
    ['a timestamp of 15 digits', { 'webhook-timestamp': '999999999999999' }, 'timestamp_in_future'],
    ['a timestamp with a zero before', { 'webhook-timestamp': '01614265330' }, 'signature_mismatch'],
    ['no signature', { 'webhook-signature': undefined }, 'missing_header'],
    [
      'a signature of another version',
      { 'webhook-signature': published.headers['webhook-signature'].replace('v1', 'v2') },
      'malformed_header',
    ],
    ['a signature without a version', { 'webhook-signature': published.headers['webhook-signature'].slice(3) }, 'malformed_header'],
    ['a signature without padding', { 'webhook-signature': published.headers['webhook-signature'].slice(0, -1) }, 'malformed_header'],
    [
      'a signature with stray bits',
      { 'webhook-signature': published.headers['webhook-signature'].replace('OE=', 'OF=') },
      'malformed_header',
    ],
    [
      'a signature in base64url',
      { 'webhook-signature': published.headers['webhook-signature'].replace('/', '_').replaceAll('+', '-') },
      'malformed_header',
    ],
    ['a signature with something after it', { 'webhook-signature': `${published.headers['webhook-signature']}A` }, 'malformed_header'],
    ['a signature of another length', { 'webhook-signature': `v1,${Buffer.alloc(31).toString('base64')}` }, 'malformed_header'],
    ['an empty signature', { 'webhook-signature': 'v1,' }, 'malformed_header'],
    ['a signature of zeros', { 'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}` }, 'signature_mismatch'],
    ['a signature in hexadecimal', { 'webhook-signature': `v1,${'ab'.repeat(32)}` }, 'malformed_header'],
    ['33 signatures', { 'webhook-signature': Array(33).fill(published.headers['webhook-signature']).join(' ') }, 'malformed_header'],
    ['a very long signature', { 'webhook-signature': 'v1,'.repeat(10_000) }, 'malformed_header'],
  ]
  it.each(malformed)('refuses %s', async (_, headers, code) => {
    expect(await codeOf(verify(withHeaders(headers)))).toBe(code)
  })

  it('refuses a header that came twice', async () => {
    const headers = { ...published.headers, 'webhook-id': ['msg_1', 'msg_1'] }
    expect(await codeOf(verify({ ...published, headers }))).toBe('malformed_header')
    expect(await codeOf(verify({ ...published, headers: { ...published.headers, 'Webhook-Id': 'msg_1' } }))).toBe('malformed_header')
  })

  it('refuses a body that was parsed, and says what to do', async () => {
    const request = { ...published, body: { test: 1 } as unknown as string }
    expect(await refusalOf(verify(request))).toMatchObject({ code: 'body_already_parsed', message: expect.stringContaining('raw body') })
  })

  it('repeats no secret, signature or body where it says why', async () => {
    const requests = [...malformed.map(([, headers]) => withHeaders(headers)), { ...published, body: '{"card":"4111"}' }]
    for (const request of requests) {
      const { message } = await refusalOf(verify(request))
      for (const part of ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'g0hM9SsE', '4111', 'msg_']) expect(message).not.toContain(part)
    }
  })

  it.each([
    [{ secrets: [] }, 'at least one'],
    [{ secrets: ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] }, 'whsec_'],
    [{ secrets: ['whsec_'] }, 'whsec_'],
    [{ secrets: [`whsec_${randomBytes(23).toString('base64')}`] }, '24 to 64 bytes'],
    [{ publicKeys: ['whpk_AAAA'] }, 'whpk_'],
    [{ secrets: [secret], toleranceSeconds: 0 }, 'toleranceSeconds'],
    [{ secrets: [secret], toleranceSeconds: Number.NaN }, 'toleranceSeconds'],
    [{ secrets: [secret], toleranceSeconds: 86_400 }, 'toleranceSeconds'],
  ])('is not configured with %j', (options, message) => {
    expect(() => createVerifier({ profile: 'standard-webhooks', ...options })).toThrow(message)
  })
})

const toWhpk = (key: KeyObject): string => `whpk_${Buffer.from(String(key.export({ format: 'jwk' }).x), 'base64url').toString('base64')}`

function signEd25519(key: KeyObject, body: Uint8Array): Record<string, string> {
  const signature = sign(null, Buffer.concat([Buffer.from('ntf_01.1614265330.'), body]), key)
  return { 'webhook-id': 'ntf_01', 'webhook-timestamp': '1614265330', 'webhook-signature': `v1a,${signature.toString('base64')}` }
}
