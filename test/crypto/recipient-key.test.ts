import { describe, expect, it } from '@jest/globals'
import { compactDecrypt } from 'jose'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { encryptJws } from '../../src/crypto/jwe.js'
import { type GivenKey, readRecipientKey } from '../../src/crypto/recipient-key.js'
import { aCertificate } from '../delivery/certificates.js'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const x25519 = generateKeyPairSync('x25519')
const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }) as string
const jwk = (key: KeyObject) => key.export({ format: 'jwk' }) as Record<string, unknown>
const keyOf = (given: GivenKey, alg = 'RSA-OAEP-256') => {
  const read = readRecipientKey(given, alg)
  if (!read.ok) throw new Error(read.reason)
  return read.key
}
const reasonOf = (given: GivenKey, alg = 'RSA-OAEP-256') => {
  const read = readRecipientKey(given, alg)
  return read.ok ? 'read' : read.reason
}

describe('the public key of a receiver (S4-16)', () => {
  it('is read from a JWK or from PEM, and is the same key', () => {
    expect(keyOf(pem(rsa.publicKey)).kid).toBe(keyOf(jwk(rsa.publicKey)).kid)
    expect(keyOf({ ...jwk(rsa.publicKey), kid: 'theirs', use: 'enc' })).toMatchObject({ kid: 'theirs', expiresAt: null })
  })

  it('is of the kind that its algorithm takes', () => {
    expect(reasonOf(pem(ec.publicKey))).toContain('RSA')
    expect(reasonOf(pem(rsa.publicKey), 'ECDH-ES+A256KW')).toContain('P-256')
    expect(reasonOf(pem(ec.publicKey), 'ECDH-ES+A256KW')).toBe('read')
    expect(reasonOf(jwk(x25519.publicKey), 'ECDH-ES+A256KW')).toBe('read')
    expect(reasonOf(pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey))).toContain('2048 bits')
  })

  it('is not taken from a certificate whose dates are none', () => {
    const alg = 'ECDH-ES+A256KW'
    expect(reasonOf(aCertificate({ name: 'Bank' }).cert, alg)).toBe('read')
    expect(reasonOf(aCertificate({ name: 'Bank', notAfter: '20261399000000Z' }).cert, alg)).toContain('whose dates cannot be read')
  })

  it('is never a private one, and nothing else, and what was given is not repeated', () => {
    const privateJwk = jwk(rsa.privateKey)
    const privatePem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
    for (const given of [privateJwk, privatePem, { kty: 'oct', k: 'c2VjcmV0' }]) expect(reasonOf(given)).toContain('private key')
    for (const given of ['canary', {}, { kty: 'RSA', n: 'canary' }, '-----BEGIN CERTIFICATE-----\ncanary\n-----END CERTIFICATE-----']) {
      expect(reasonOf(given)).toContain('is not a public key')
      expect(reasonOf(given)).not.toContain('canary')
    }
  })
})

describe('encryptJws (S4-16)', () => {
  const jws = 'eyJhbGciOiJFUzI1NiJ9.e30.AA'

  it.each([
    ['RSA-OAEP-256', 'A256GCM', rsa],
    ['RSA-OAEP', 'A256CBC-HS512', rsa],
    ['ECDH-ES+A256KW', 'A256GCM', ec],
    ['ECDH-ES+A256KW', 'A256CBC-HS512', x25519],
  ] as const)('with %s and %s is opened with the private half alone', async (alg, enc, pair) => {
    const recipient = keyOf(jwk(pair.publicKey), alg)
    const jwe = await encryptJws(jws, { alg, enc }, recipient)
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, pair.privateKey)
    expect(Buffer.from(plaintext).toString()).toBe(jws)
    expect(protectedHeader).toMatchObject({ alg, enc, kid: recipient.kid, cty: 'JWT' })
    await expect(compactDecrypt(`${jwe.slice(0, -3)}AAA`, pair.privateKey)).rejects.toThrow()
  })
})
