import { describe, expect, it } from '@jest/globals'
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import fc from 'fast-check'
import { importSigningKey, type KeyMaterial } from '../../src/crypto/import-signing-key.js'
import { newSigningKey } from '../../src/crypto/signing-key.js'

const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey
const rsa = (modulusLength: number, publicExponent = 65_537) => generateKeyPairSync('rsa', { modulusLength, publicExponent }).privateKey
const toPem = (key: KeyObject): KeyMaterial => ({ pem: key.export({ format: 'pem', type: 'pkcs8' }) as string })
const toJwk = (key: KeyObject, more: object = {}) => ({ jwk: { ...key.export({ format: 'jwk' }), ...more } })
const sealed = ec('P-256').export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'word' }) as string
const big = rsa(2048)

describe('an imported key', () => {
  it.each(['ES256', 'EdDSA', 'PS256', 'RS256', 'ES512'] as const)('for %s is the same from PEM and from JWK', async (alg) => {
    const key = await newSigningKey(alg)
    for (const material of [toPem(key.privateKey), toJwk(key.privateKey), toJwk(key.privateKey, { alg, use: 'sig', kid: 'their own' })]) {
      const imported = importSigningKey(material, alg)
      expect(imported).toMatchObject({ ok: true, key: { kid: key.kid, alg } })
      expect(imported.ok && imported.key.privateKey.equals(key.privateKey)).toBe(true)
    }
  })

  it('is for the algorithm that it names, or the usual one', () => {
    expect(importSigningKey(toPem(big))).toMatchObject({ key: { alg: 'PS256' } })
    expect(importSigningKey(toJwk(big, { alg: 'RS256' }))).toMatchObject({ key: { alg: 'RS256' } })
    expect(importSigningKey(toPem(big), 'RS256')).toMatchObject({ key: { alg: 'RS256' } })
    expect(importSigningKey(toPem(ec('P-521')))).toMatchObject({ key: { alg: 'ES512' } })
  })

  const p256 = ec('P-256')
  it.each([
    ['another curve', toPem(ec('P-384')), 'must be on the curve P-256 (ES256) or P-521 (ES512)'],
    ['another curve as JWK', toJwk(ec('secp256k1')), 'must be on the curve P-256 (ES256) or P-521 (ES512)'],
    ['a small RSA key', toPem(rsa(1024)), 'must have 2048 to 8192 bits, this one has 1024'],
    ['an RSA key with a small exponent', toPem(rsa(2048, 3)), 'must have a public exponent of at least 65537'],
    [
      'a key that agrees and does not sign',
      toPem(generateKeyPairSync('x25519').privateKey),
      'must be an EC key on P-256 or P-521, an Ed25519 key or an RSA key',
    ],
    ['an encrypted key', { pem: sealed }, 'is encrypted: take the passphrase off with openssl pkcs8'],
    [
      'a public key',
      { pem: createPublicKey(p256).export({ format: 'pem', type: 'spki' }) as string },
      'has no private part: nothing can be signed with it',
    ],
    ['a public JWK', { jwk: { ...createPublicKey(p256).export({ format: 'jwk' }) } }, 'has no private part: nothing can be signed with it'],
    [
      'SEC 1',
      { pem: p256.export({ format: 'pem', type: 'sec1' }) as string },
      'must be PKCS #8: convert it with openssl pkcs8 -topk8 -nocrypt',
    ],
    [
      'PKCS #1',
      { pem: big.export({ format: 'pem', type: 'pkcs1' }) as string },
      'must be PKCS #8: convert it with openssl pkcs8 -topk8 -nocrypt',
    ],
    ['no PEM', { pem: 'secret words' }, 'must be a private key in PEM: it begins with -----BEGIN PRIVATE KEY-----'],
    ['damaged PEM', { pem: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----' }, 'is damaged: it cannot be read as PKCS #8'],
    ['a shared secret', { jwk: { kty: 'oct', k: 'c2VjcmV0' } }, 'is a shared secret: tokens are signed with private keys only'],
    ['no JWK', { jwk: { d: 'x' } }, 'must be a JWK: it has a member kty'],
    ['a damaged JWK', { jwk: { kty: 'EC', crv: 'P-256', d: 'x' } }, 'is damaged or of an unknown kind: it cannot be read as a JWK'],
    ['a JWK for encryption', toJwk(big, { use: 'enc' }), 'is not for signatures: its member use says so'],
    [
      'parts of two EC keys',
      toJwk(p256, { d: ec('P-256').export({ format: 'jwk' }).d }),
      'the public and the private part do not belong together',
    ],
    [
      'parts of two Ed25519 keys',
      toJwk(generateKeyPairSync('ed25519').privateKey, { x: 'AAAA' }),
      'the public and the private part do not belong together',
    ],
    [
      'parts of two RSA keys',
      toJwk(big, { n: rsa(2048).export({ format: 'jwk' }).n }),
      'the public and the private part do not belong together',
    ],
    ['an algorithm it does not have', toJwk(p256, { alg: 'HS256' }), 'such a key signs with ES256: name that algorithm, or leave it out'],
  ] satisfies [string, KeyMaterial, string][])('is not %s', (_, material, reason) => {
    expect(importSigningKey(material)).toEqual({ ok: false, reason })
  })

  it('is refused for another algorithm than its own, and when it says two', () => {
    const reason = 'such a key signs with PS256 or RS256: name that algorithm, or leave it out'
    expect(importSigningKey(toPem(big), 'ES256')).toEqual({ ok: false, reason })
    expect(importSigningKey(toJwk(big, { alg: 'RS256' }), 'PS256')).toEqual({ ok: false, reason })
  })

  it('is refused without being repeated, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12 }), fc.object(), (text, members) => {
        for (const material of [
          { pem: text },
          { pem: `-----BEGIN PRIVATE KEY-----\n${text}` },
          { jwk: { ...members, kty: 'EC', d: text } },
        ]) {
          const imported = importSigningKey(material)
          expect(imported.ok).toBe(false)
          expect(JSON.stringify(imported)).not.toContain(text)
        }
      }),
    )
  })
})
