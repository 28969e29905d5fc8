import { describe, expect, it } from '@jest/globals'
import { createVerifier } from 'fast-jwt'
import fc from 'fast-check'
import { compactVerify, flattenedVerify } from 'jose'
import { verify as verifyWithJsonwebtoken } from 'jsonwebtoken'
import { createPublicKey, type KeyObject } from 'node:crypto'
import { signDetached, signJws, withoutPayload } from '../../src/crypto/jws.js'
import { type JwsAlgorithm, newSigningKey, type SigningKey } from '../../src/crypto/signing-key.js'

const algorithms = ['ES256', 'EdDSA', 'PS256', 'RS256', 'ES512'] as const
const typ = 'webhook+jwt'
const publicHalf = ({ privateKey }: SigningKey): KeyObject => createPublicKey(privateKey)
const pemOf = (key: SigningKey): string => publicHalf(key).export({ type: 'spki', format: 'pem' }) as string
const decoded = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())

/** What a verifier of another author says of a token. */
const verifiers: Readonly<Record<string, (key: SigningKey) => (token: string) => unknown>> = {
  jsonwebtoken: (key) => (token) => verifyWithJsonwebtoken(token, publicHalf(key), { algorithms: [key.alg], complete: true }).payload,
  'fast-jwt': (key) => {
    const verify = createVerifier({ key: pemOf(key), algorithms: [key.alg], checkTyp: typ, cache: false })
    return (token) => verify(token) as unknown
  },
}
// jsonwebtoken has no EdDSA
const knows = (name: string, alg: JwsAlgorithm) => name !== 'jsonwebtoken' || alg !== 'EdDSA'
const made = new Map<JwsAlgorithm, Promise<SigningKey>>()
const keyOf = (alg: JwsAlgorithm): Promise<SigningKey> => {
  const key = made.get(alg) ?? newSigningKey(alg)
  made.set(alg, key)
  return key
}
const pairs = algorithms.flatMap((alg) =>
  Object.keys(verifiers)
    .filter((name) => knows(name, alg))
    .map((name) => [alg, name] as const),
)

describe('signJws (S0-19, S4-4)', () => {
  it.each(pairs)('with %s is accepted by %s', async (alg, name) => {
    const [key, stranger] = [await keyOf(alg), await newSigningKey(alg)]
    const verify = verifiers[name]!(key)
    const token = await signJws(key, { typ }, '{"jti":"ntf_1","text":"é€😀"}')
    expect(verify(token)).toEqual({ jti: 'ntf_1', text: 'é€😀' })
    expect(() => verifiers[name]!(stranger)(token)).toThrow()
  })

  it.each(algorithms)('with %s names its key, and never gives it or an address of it', async (alg) => {
    const key = await keyOf(alg)
    const [header = ''] = (await signJws(key, { typ }, '{}')).split('.')
    expect(decoded(header)).toEqual({ alg, kid: key.kid, typ })
  })

  it('takes whatever is a JSON object: 3,000 of them', async () => {
    const key = await keyOf('ES256')
    const verify = verifiers['fast-jwt']!(key)
    const body = fc.dictionary(
      fc.string({ unit: 'binary', maxLength: 8 }).map((name) => `x${name}`),
      fc.jsonValue(),
      { maxKeys: 5 },
    )
    await fc.assert(
      fc.asyncProperty(body, async (claims) => {
        const text = JSON.stringify(claims)
        expect(verify(await signJws(key, { typ }, text))).toEqual(JSON.parse(text))
      }),
      { numRuns: 3_000 },
    )
  }, 60_000)

  it('is refused when a single bit of header, claims or signature is another', async () => {
    const key = await keyOf('ES256')
    const verify = verifiers['fast-jwt']!(key)
    const parts = (await signJws(key, { typ }, '{"jti":"ntf_1"}')).split('.').map((part) => Buffer.from(part, 'base64url'))
    const joined = () => parts.map((part) => part.toString('base64url')).join('.')
    expect(verify(joined())).toEqual({ jti: 'ntf_1' })
    for (const part of parts)
      for (let bit = 0; bit < part.length * 8; bit += 1) {
        part[bit >> 3]! ^= 1 << (bit & 7)
        expect(() => verify(joined())).toThrow()
        part[bit >> 3]! ^= 1 << (bit & 7)
      }
  })

  it('does not sign with a key of another algorithm', async () => {
    const { kid, privateKey } = await newSigningKey('EdDSA')
    await expect(signJws({ kid, privateKey, alg: 'RS256' }, {}, '{}')).rejects.toThrow()
  })

  it('shows of itself what tells the key, without the claims', async () => {
    const token = await signJws(await newSigningKey('EdDSA'), {}, '{"htu":"https://shop.example/secret-path"}')
    const [header, , signature] = token.split('.')
    expect(withoutPayload(token)).toBe(`${header}..${signature}`)
  })
})

describe('signDetached (S0-19)', () => {
  const anyBody = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc.constant(''),
  )
  const verifyWith = (key: SigningKey, { jws, body, b64 }: { jws: string; body: string; b64: boolean }) => {
    const [header = '', , signature = ''] = jws.split('.')
    const payload = b64 ? Buffer.from(body).toString('base64url') : Buffer.from(body)
    return flattenedVerify({ protected: header, payload, signature }, publicHalf(key), { algorithms: [key.alg] })
  }

  it.each([true, false])(
    'with b64 %s covers any body: 4,000 of them, and 1 MiB',
    async (b64) => {
      const key = await keyOf('ES256')
      const holds = async (body: string) => {
        const jws = await signDetached(key, body, { b64 })
        expect(jws).toMatch(/^[\w-]+\.\.[\w-]+$/)
        expect(Buffer.from((await verifyWith(key, { jws, body, b64 })).payload).toString()).toBe(Buffer.from(body).toString())
        await expect(verifyWith(key, { jws, body: `${body} `, b64 })).rejects.toThrow()
      }
      await fc.assert(fc.asyncProperty(anyBody, holds), { numRuns: 4_000 })
      await holds('\u00e9'.repeat(2 ** 19))
    },
    60_000,
  )

  it.each(algorithms)('with %s is a compact JWS whose payload is put back', async (alg) => {
    const key = await keyOf(alg)
    const [header, , signature] = (await signDetached(key, '{"a":1}', { b64: true })).split('.')
    const whole = `${header}.${Buffer.from('{"a":1}').toString('base64url')}.${signature}`
    expect((await compactVerify(whole, publicHalf(key))).protectedHeader).toEqual({ alg, kid: key.kid })
  })

  it('says that the body is signed as it is (RFC 7797)', async () => {
    const key = await keyOf('ES256')
    const [header = ''] = (await signDetached(key, '', { b64: false })).split('.')
    expect(decoded(header)).toEqual({ alg: 'ES256', kid: key.kid, b64: false, crit: ['b64'] })
  })
})
