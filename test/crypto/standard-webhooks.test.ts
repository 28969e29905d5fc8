import { describe, expect, it } from '@jest/globals'
import { createPrivateKey } from 'node:crypto'
import fc from 'fast-check'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { createVerifier } from '../../src/verify/create-verifier.js'
import { newSecret, parseSecret, signStandardWebhook, signWithEd25519, toSecret } from '../../src/crypto/standard-webhooks.js'

const published = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  message: { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestampSeconds: 1614265330, body: '{"test": 2432232314}' },
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
const secretOf = (bytes: number, fill = 7) => `whsec_${Buffer.alloc(bytes, fill).toString('base64')}`
const verifiers = [
  ['standardwebhooks', StandardWebhook],
  ['svix', SvixWebhook],
] as const

describe('signStandardWebhook (S3-6, S3-14)', () => {
  it('gives the published signature', () => {
    expect(signStandardWebhook([parseSecret(published.secret)!], published.message)).toBe(published.signature)
  })

  it('signs with every secret, in their order', () => {
    const [one, other] = [Buffer.alloc(24, 1), Buffer.alloc(64, 2)]
    const signed = (...secrets: Buffer[]) => signStandardWebhook(secrets, published.message)
    expect(signed(one, other)).toBe(`${signed(one)} ${signed(other)}`)
  })

  it.each(verifiers)('is accepted by the package %s, whatever the body and the secret', (_, Webhook) => {
    const aSecret = fc.uint8Array({ minLength: 24, maxLength: 64 }).map((bytes) => `whsec_${Buffer.from(bytes).toString('base64')}`)
    fc.assert(
      fc.property(aSecret, fc.jsonValue(), (secret, value) => {
        const message = { id: 'ntf_01', timestampSeconds: Math.floor(Date.now() / 1000), body: JSON.stringify(value) }
        const headers = {
          'webhook-id': message.id,
          'webhook-timestamp': String(message.timestampSeconds),
          'webhook-signature': signStandardWebhook([parseSecret(secret)!], message),
        }
        expect(new Webhook(secret).verify(message.body, headers)).toEqual(JSON.parse(message.body))
        expect(() => new Webhook(secret).verify(`${message.body} `, headers)).toThrow()
      }),
    )
  })

  it.each(verifiers)('is accepted by the package %s with the old and with the new secret while both sign', (_, Webhook) => {
    const secrets = [newSecret(), newSecret()]
    const message = { id: 'ntf_01', timestampSeconds: Math.floor(Date.now() / 1000), body: '{}' }
    const headers = {
      'webhook-id': message.id,
      'webhook-timestamp': String(message.timestampSeconds),
      'webhook-signature': signStandardWebhook(
        secrets.map((secret) => parseSecret(secret)!),
        message,
      ),
    }
    for (const secret of secrets) expect(new Webhook(secret).verify('{}', headers)).toEqual({})
    expect(() => new Webhook(newSecret()).verify('{}', headers)).toThrow()
  })
})

describe('signWithEd25519 (v1a)', () => {
  const pair = Buffer.from('6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==', 'base64')
  // a key of 32 bytes in PKCS #8 (RFC 8410)
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), pair.subarray(0, 32)])
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })

  it('gives the published signature', () => {
    expect(signWithEd25519(privateKey, published.message)).toBe(
      'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
    )
  })

  it('is verified by posthorn/verify, whatever the body', async () => {
    const publicKeys = [`whpk_${pair.subarray(32).toString('base64')}`]
    const verifier = createVerifier({ profile: 'standard-webhooks', publicKeys })
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (body) => {
        const message = { id: 'ntf_01', timestampSeconds: Math.floor(Date.now() / 1000), body }
        const headers = {
          'webhook-id': message.id,
          'webhook-timestamp': String(message.timestampSeconds),
          'webhook-signature': signWithEd25519(privateKey, message),
        }
        expect(await verifier({ headers, body: Buffer.from(body) })).toMatchObject({ id: message.id })
      }),
    )
  })
})

describe('a single bit of id, timestamp, body or signature that is another (S3-14)', () => {
  const secret = newSecret()
  const message = { id: 'ntf_01', timestampSeconds: Math.floor(Date.now() / 1000), body: '{"amount":10.50}' }
  const signature = signStandardWebhook([parseSecret(secret)!], message)
  const parts = { id: message.id, timestamp: String(message.timestampSeconds), body: message.body, signature }
  const accepts = ({ id, timestamp, body, signature: given }: typeof parts, Webhook: typeof StandardWebhook | typeof SvixWebhook) => {
    try {
      new Webhook(secret).verify(body, { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': given })
      return true
    } catch {
      return false
    }
  }

  it.each(['id', 'timestamp', 'body', 'signature'] as const)('of the %s is refused', (part) => {
    for (const [, Webhook] of verifiers) {
      expect(accepts(parts, Webhook)).toBe(true)
      for (let bit = 0; bit < parts[part].length * 8; bit += 1) {
        const bytes = Buffer.from(parts[part])
        bytes[bit >> 3]! ^= 1 << (bit & 7)
        expect([bit, accepts({ ...parts, [part]: bytes.toString('latin1') }, Webhook)]).toEqual([bit, false])
      }
    }
  })
})

describe('parseSecret', () => {
  it.each([24, 25, 26, 32, 64])('takes %p bytes', (bytes) => {
    expect(parseSecret(secretOf(bytes))).toEqual(Buffer.alloc(bytes, 7))
  })

  it.each([
    ['too short', secretOf(23)],
    ['too long', secretOf(65)],
    ['without prefix', secretOf(24).slice('whsec_'.length)],
    ['another prefix', secretOf(24).replace('whsec_', 'whsk_')],
    ['without its padding', secretOf(25).replace(/=+$/, '')],
    ['with stray bits', secretOf(25).replace(/.==$/, 'x==')],
    ['with a line break', `${secretOf(24)}\n`],
    ['base64url', secretOf(24, 255).replaceAll('/', '_')],
    ['empty', ''],
  ])('refuses one that is %s', (_, text) => {
    expect(parseSecret(text)).toBeUndefined()
  })
})

describe('toSecret', () => {
  it('makes a secret of a key in hexadecimal digits, and leaves a secret as it is', () => {
    const key = '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056'
    expect(parseSecret(toSecret(key))).toEqual(Buffer.from(key, 'hex'))
    expect(toSecret(key.toLowerCase())).toBe(toSecret(key))
    expect(toSecret(published.secret)).toBe(published.secret)
    expect(toSecret('abc')).toBe('abc')
  })
})

describe('newSecret', () => {
  it('is one that parseSecret takes, of 32 bytes, unlike every other', () => {
    expect(parseSecret(newSecret())).toHaveLength(32)
    expect(newSecret()).not.toBe(newSecret())
  })
})
