import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { encryptJws } from '../../src/crypto/jwe.js'
import { readRecipientKey } from '../../src/crypto/recipient-key.js'
import { createPinnedKeys, createVerifier, type VerificationCode } from '../../src/verify/index.js'
import { at, codeOf, flipBit } from './asking.js'
import * as signer from './token-signer.js'

const { algorithms, body, keys, nowSeconds, now, parties } = signer
const es256 = { keys, ...parties, now }

describe('jwt-header (S4-4, S4-5)', () => {
  it.each(algorithms)('takes a token that is signed with %s, and its claims', async (alg) => {
    const verified = await signer.verifyToken(await signer.headerToken({}, { alg }))
    expect(verified).toEqual({ profile: 'jwt-header', id: 'ntf_1', signedAt: now(), body, claims: signer.headerClaims() })
  })

  it.each(algorithms.filter((alg) => alg !== 'ES256'))('takes no %s unless it is configured: ES256 is the default', async (alg) => {
    const verify = signer.takesToken(createVerifier({ profile: 'jwt-header', ...es256 }))
    expect(await codeOf(verify(await signer.headerToken()))).toBeUndefined()
    expect(await codeOf(verify(await signer.headerToken({}, { alg })))).toBe('unsupported_algorithm')
  })

  it('takes keys in PEM, under the thumbprint that names them', async () => {
    const pinned = createPinnedKeys([signer.pemOf(signer.pairs.ES256.publicKey), signer.pemOf(signer.pairs.EdDSA.publicKey)])
    const verify = signer.takesToken(createVerifier({ profile: 'jwt-header', ...es256, keys: pinned }))
    const { calculateJwkThumbprint, exportJWK } = await import('jose')
    const kid = await calculateJwkThumbprint(await exportJWK(signer.pairs.ES256.publicKey))
    expect(await codeOf(verify(await signer.headerToken({}, { header: { kid } })))).toBeUndefined()
    expect(await codeOf(verify(await signer.headerToken()))).toBe('unknown_key')
  })

  it('takes it from the header Authorization as well', async () => {
    const verify = createVerifier({ profile: 'jwt-header', ...es256, header: 'Authorization' })
    const headers = { authorization: `Bearer ${await signer.headerToken()}` }
    expect(await codeOf(verify({ headers, body, method: 'POST' }))).toBeUndefined()
    expect(await codeOf(verify({ headers: {}, body }))).toBe('missing_header')
  })

  it('refuses a token with any bit changed, and one for another body', async () => {
    const token = await signer.headerToken()
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (bit) => {
        expect(await codeOf(signer.verifyToken(flipBit(Buffer.from(token), bit).toString('latin1')))).toBeDefined()
        expect(await codeOf(signer.verifyToken(token, flipBit(body, bit)))).toBe('body_altered')
      }),
    )
  })

  it.each<[string, Record<string, unknown>, VerificationCode | undefined]>([
    ['300 s old', { iat: nowSeconds - 300, exp: nowSeconds }, undefined],
    ['301 s old', { iat: nowSeconds - 301, exp: nowSeconds + 1 }, 'timestamp_too_old'],
    ['expired', { iat: nowSeconds, exp: nowSeconds - 1 }, 'timestamp_too_old'],
    ['300 s ahead', { iat: nowSeconds + 300, exp: nowSeconds + 600 }, undefined],
    ['301 s ahead', { iat: nowSeconds + 301, exp: nowSeconds + 601 }, 'timestamp_in_future'],
    ['from somebody else', { iss: 'https://other.example' }, 'wrong_issuer'],
    ['for somebody else', { aud: 'sub_2' }, 'wrong_audience'],
    ['for several', { aud: ['sub_2', 'sub_1'] }, undefined],
    ['for nobody', { aud: undefined }, 'wrong_audience'],
    ['for another method', { htm: 'GET' }, 'wrong_request'],
    ['for another address', { htu: 'https://shop.example/other' }, 'wrong_request'],
  ])('decides about a token that is %s', async (_, claims, code) => {
    expect(await codeOf(signer.verifyToken(await signer.headerToken(claims)))).toBe(code)
  })

  it('refuses a copy where a replay guard is configured', async () => {
    const asked: string[] = []
    const seen = (key: string) => asked.includes(key) || asked.push(key) === 0
    const verify = signer.takesToken(createVerifier({ profile: 'jwt-header', ...es256, seen }))
    const token = await signer.headerToken()
    expect(await codeOf(verify(token))).toBeUndefined()
    expect(await codeOf(verify(token))).toBe('replayed')
    expect(await codeOf(verify(await signer.headerToken({ iat: nowSeconds + 5 })))).toBeUndefined()
    expect(asked).toEqual([`ntf_1.${nowSeconds}`, `ntf_1.${nowSeconds + 5}`])
  })
})

describe('jwt-body, a Security Event Token (S4-4, S4-5)', () => {
  const verify = createVerifier({ profile: 'jwt-body', ...es256, algorithms })
  const headers = { 'content-type': 'application/secevent+jwt' }
  const token = (claims = {}, signing: signer.Signing = {}) =>
    signer.sign(signer.setClaims(claims), { ...signing, header: { typ: 'secevent+jwt', ...signing.header } })

  it.each(algorithms)('takes one that is signed with %s', async (alg) => {
    const verified = await verify({ headers, body: await token({}, { alg }) })
    expect(verified).toMatchObject({ id: 'ntf_1', signedAt: now(), claims: signer.setClaims() })
    expect(JSON.parse(verified.body.toString())).toEqual(signer.setClaims())
  })

  it('takes the same token days later, and refuses it after 30 days', async () => {
    const body = await token()
    for (const [age, code] of [[29 * 86_400], [31 * 86_400, 'timestamp_too_old'], [-301, 'timestamp_in_future']] as const)
      expect(await codeOf(createVerifier({ profile: 'jwt-body', ...es256, now: at(nowSeconds + age) })({ headers, body }))).toBe(code)
  })

  it.each<[string, () => Promise<string>, VerificationCode]>([
    ['a token of another profile', () => signer.headerToken(), 'malformed_token'],
    ['a line break after it', async () => `${await token()}\n`, 'malformed_token'],
    ['no events', () => token({ events: {} }), 'malformed_token'],
    ['a list of events', () => token({ events: [1] }), 'malformed_token'],
    ['no jti', () => token({ jti: undefined }), 'malformed_token'],
    ['another audience', () => token({ aud: 'sub_2' }), 'wrong_audience'],
    ['another key', () => token({}, { byStranger: true }), 'signature_mismatch'],
  ])('refuses %s', async (_, make, code) => {
    expect(await codeOf(verify({ headers, body: await make() }))).toBe(code)
  })

  it('refuses another content type', async () => {
    expect(await codeOf(verify({ headers: { 'content-type': 'application/json' }, body: await token() }))).toBe('malformed_header')
  })
})

describe('jws-detached (S0-19, S4-5)', () => {
  const asked = (jws: string, content: Buffer = body) => ({ headers: { 'X-JWS-Signature': jws }, body: content })

  it.each(algorithms.flatMap((alg) => [true, false].map((b64) => [alg, b64] as const)))(
    'takes %s with b64 %p, and that alone',
    async (alg, b64) => {
      const [verify, other] = [b64, !b64].map((configured) =>
        createVerifier({ profile: 'jws-detached', keys, algorithms, b64: configured }),
      ) as [ReturnType<typeof createVerifier>, ReturnType<typeof createVerifier>]
      const jws = await signer.detached(body, { alg, b64 })
      expect(await verify(asked(jws))).toEqual({ profile: 'jws-detached', id: undefined, signedAt: undefined, body, claims: undefined })
      expect(await codeOf(other(asked(jws)))).toBe('malformed_token')
      expect(await codeOf(verify(asked(jws, flipBit(body, 9))))).toBe('signature_mismatch')
    },
  )

  it('refuses one that brings its payload', async () => {
    const verify = createVerifier({ profile: 'jws-detached', keys })
    expect(await codeOf(verify(asked(await signer.sign(body))))).toBe('malformed_token')
    expect(await codeOf(verify(asked(await signer.headerToken())))).toBe('malformed_token')
  })
})

describe('secured-payload (S4-4, S4-16)', () => {
  const options = { profile: 'secured-payload', keys, algorithms } as const
  const decrypt = { privateKeys: [signer.pemOf(signer.recipient.privateKey)] }
  const asked = (secured: string, member = 'secured_payload') => ({ headers: {}, body: JSON.stringify({ [member]: secured }) })

  it.each(algorithms)('takes a payload that is signed with %s', async (alg) => {
    const verified = await createVerifier(options)(asked(await signer.sign(body, { alg })))
    expect(verified.body.equals(body)).toBe(true)
  })

  const terms = signer.recipients.flatMap(([name, pair, alg]) =>
    (['A256GCM', 'A256CBC-HS512'] as const).map((enc) => ({ name, pair, alg, enc })),
  )

  it.each(terms)(
    'opens what the product encrypts to $name with $alg and $enc, and refuses every altered bit',
    async ({ pair, alg, enc }) => {
      const read = readRecipientKey({ ...pair.publicKey.export({ format: 'jwk' }) }, alg)
      if (!read.ok) throw new Error(read.reason)
      const secured = await encryptJws(await signer.sign(body), { alg, enc }, read.key)
      const own = { privateKeys: [signer.pemOf(pair.privateKey)], algorithms: [alg], encryptions: [enc] }
      const verify = createVerifier({ ...options, decrypt: own })
      expect((await verify(asked(secured))).body.equals(body)).toBe(true)
      const parts = secured.split('.')
      for (const [i, part] of parts.entries()) {
        const bytes = flipBit(Buffer.from(part, 'base64url'), 77)
        const altered = parts.map((text, at) => (at === i ? bytes.toString('base64url') : text)).join('.')
        expect(await codeOf(verify(asked(altered)))).toBeDefined()
      }
      const others = createVerifier({ ...options, decrypt: { ...own, algorithms: [alg === 'RSA-OAEP' ? 'RSA-OAEP-256' : 'RSA-OAEP'] } })
      expect(await codeOf(others(asked(secured)))).toBe('unsupported_algorithm')
      const foreign = createVerifier({ ...options, decrypt: { ...own, privateKeys: signer.strangers } })
      expect(await codeOf(foreign(asked(secured)))).toBe('decryption_failed')
    },
  )

  it.each<[string, object]>([
    ['no key of the sender', { epk: undefined }],
    ['a key of the sender on another curve', { epk: signer.pairs.ES512.publicKey.export({ format: 'jwk' }) }],
    ['a point that is not on the curve', { epk: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } }],
    ['a key of the sender that is none', { epk: 'nonsense' }],
    ['other parties', { apu: 'QQ' }],
    ['parties that are not base64url', { apu: '=' }],
  ])('opens no ECDH-ES with %s', async (_, members) => {
    const [, pair, alg] = signer.recipients.find(([name]) => name === 'P-256')!
    const secured = await signer.encrypt(await signer.sign(body), { alg, enc: 'A256GCM' }, pair.publicKey)
    const [header = '', ...rest] = secured.split('.')
    const altered = { ...(JSON.parse(Buffer.from(header, 'base64url').toString()) as object), ...members }
    const text = [Buffer.from(JSON.stringify(altered)).toString('base64url'), ...rest].join('.')
    const verify = createVerifier({ ...options, decrypt: { privateKeys: [pair.privateKey.export({ format: 'jwk' })], algorithms: [alg] } })
    expect(await codeOf(verify(asked(secured)))).toBeUndefined()
    expect(await codeOf(verify(asked(text)))).toBe('decryption_failed')
  })

  it('takes the names of the parties into account (RFC 7518 §4.6.2)', async () => {
    const [, pair, alg] = signer.recipients.find(([name]) => name === 'X25519')!
    const { CompactEncrypt } = await import('jose')
    const secured = await new CompactEncrypt(Buffer.from(await signer.sign(body)))
      .setProtectedHeader({ alg, enc: 'A256GCM' })
      .setKeyManagementParameters({ apu: Buffer.from('Alice'), apv: Buffer.from('Bob') })
      .encrypt(pair.publicKey)
    const verify = createVerifier({ ...options, decrypt: { privateKeys: [signer.pemOf(pair.privateKey)], algorithms: [alg] } })
    expect(await codeOf(verify(asked(secured)))).toBeUndefined()
  })

  it('refuses what is not encrypted where it should be, and what is encrypted for another', async () => {
    const signed = await signer.sign(body)
    const secured = await signer.encrypt(signed, { alg: 'RSA-OAEP-256', enc: 'A256GCM' })
    const foreign = signer.pemOf(signer.pairs.RS256.privateKey)
    expect(await codeOf(createVerifier({ ...options, decrypt })(asked(signed)))).toBe('malformed_token')
    expect(await codeOf(createVerifier(options)(asked(secured)))).toBe('malformed_token')
    expect(await codeOf(createVerifier({ ...options, decrypt: { privateKeys: [foreign] } })(asked(secured)))).toBe('decryption_failed')
    expect(
      await codeOf(createVerifier({ ...options, decrypt: { privateKeys: [foreign, ...decrypt.privateKeys] } })(asked(secured))),
    ).toBeUndefined()
  })

  it('refuses another member, more members, a member twice, and tokens of other profiles', async () => {
    const verify = createVerifier(options)
    const secured = await signer.sign(body)
    expect(await codeOf(verify(asked(secured, 'payload')))).toBe('malformed_token')
    for (const text of [
      `{"secured_payload":"${secured}","more":1}`,
      `{"secured_payload":"x","secured_payload":"${secured}"}`,
      `"${secured}"`,
      secured,
      '',
      '{}',
    ])
      expect(await codeOf(verify({ headers: {}, body: text }))).toBe('malformed_token')
    expect(await codeOf(verify(asked(await signer.headerToken())))).toBe('malformed_token')
    expect(await codeOf(createVerifier({ ...options, member: 'payload' })(asked(secured, 'payload')))).toBeUndefined()
  })
})

it.each([
  ['algorithms', { algorithms: ['HS256'] }],
  ['algorithms', { algorithms: ['none'] }],
  ['algorithms', { algorithms: [] }],
  ['toleranceSeconds', { toleranceSeconds: 1e9 }],
])('a verifier of tokens is not configured with %s %j', (message, options) => {
  expect(() => createVerifier({ profile: 'jwt-header', ...es256, ...(options as object) })).toThrow(message)
})

it.each([
  [[]],
  ['nonsense'],
  [{ keys: [] }],
  [{ keys: [{ kty: 'oct', k: 'AAAA', kid: 'a' }] }],
  [{ keys: [{ ...signer.jwks.keys[0], use: 'enc' }] }],
])('no key is taken from %j', (given) => {
  expect(() => createPinnedKeys(given)).toThrow(TypeError)
})
