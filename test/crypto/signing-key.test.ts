import { describe, expect, it } from '@jest/globals'
import { createHash, createPublicKey } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK } from 'jose'
import { newSigningKey, signingKeyFromPkcs8, thumbprint, toPkcs8, toPublicJwk, toPublicPem } from '../../src/crypto/signing-key.js'

const algorithms = ['ES256', 'EdDSA', 'PS256', 'RS256', 'ES512'] as const

describe('a signing key', () => {
  it('has the thumbprint of the example of RFC 7638', () => {
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw'
    const key = createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' })
    expect(thumbprint(key)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
  })

  it.each(algorithms)('for %s is named by its thumbprint as jose computes it', async (alg) => {
    const key = await newSigningKey(alg)
    expect(key).toMatchObject({ alg, kid: await calculateJwkThumbprint(await exportJWK(key.privateKey)) })
    expect(key.kid).toMatch(/^[\w-]{43}$/)
  })

  it.each(algorithms)('for %s shows its public half and nothing more', async (alg) => {
    const key = await newSigningKey(alg)
    const jwk = toPublicJwk(key)
    expect(jwk).toMatchObject({ kid: key.kid, alg, use: 'sig' })
    const members = { EC: ['crv', 'x', 'y'], OKP: ['crv', 'x'], RSA: ['e', 'n'] }[jwk.kty] ?? []
    expect(Object.keys(jwk).sort()).toEqual([...members, 'alg', 'kid', 'kty', 'use'].sort())
    const pinned = createPublicKey(toPublicPem(jwk))
    expect(pinned.equals(createPublicKey(key.privateKey))).toBe(true)
    expect(thumbprint(pinned)).toBe(key.kid)
  })

  it.each(algorithms)('for %s is the same after it was stored', async (alg) => {
    const key = await newSigningKey(alg)
    const found = signingKeyFromPkcs8(alg, toPkcs8(key))
    expect(found).toMatchObject({ kid: key.kid, alg })
    expect(found.privateKey.equals(key.privateKey)).toBe(true)
  })

  it('differs from every other', async () => {
    const kids = await Promise.all(Array.from({ length: 20 }, async () => (await newSigningKey('ES256')).kid))
    expect(new Set(kids.map((kid) => createHash('sha256').update(kid).digest('hex'))).size).toBe(20)
  })
})
