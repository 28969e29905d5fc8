import { describe, expect, it } from '@jest/globals'
import { createVerifier } from 'fast-jwt'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { encryptJws } from '../../src/crypto/jwe.js'
import { signDetached, signJws } from '../../src/crypto/jws.js'
import { readRecipientKey } from '../../src/crypto/recipient-key.js'
import { newSigningKey, toPublicJwk } from '../../src/crypto/signing-key.js'
import { askPython, pythonWithJwt } from '../helpers/python.js'

const algorithms = ['ES256', 'EdDSA', 'PS256', 'RS256', 'ES512'] as const
const claims = { jti: 'ntf_1', text: 'é€😀', amount: 10.5 }
const body = '{"text":"é€😀","amount":10.50}'

const signedWith = async (alg: (typeof algorithms)[number]) => {
  const key = await newSigningKey(alg)
  const token = await signJws(key, { typ: 'webhook+jwt' }, JSON.stringify(claims))
  const pem = createPublicKey(key.privateKey).export({ type: 'spki', format: 'pem' }) as string
  return { alg, pem, key: toPublicJwk(key), token, body, detached: await signDetached(key, body, { b64: true }) }
}

const encryptedWith = async (alg: 'RSA-OAEP-256' | 'RSA-OAEP' | 'ECDH-ES+A256KW', enc: 'A256GCM' | 'A256CBC-HS512') => {
  const { publicKey, privateKey } =
    alg === 'ECDH-ES+A256KW' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 })
  const read = readRecipientKey(publicKey.export({ type: 'spki', format: 'pem' }) as string, alg)
  if (!read.ok) throw new Error(read.reason)
  return { alg, enc, privateKey: privateKey.export({ format: 'jwk' }), token: await encryptJws('a.b.c', { alg, enc }, read.key) }
}

describe('tokens and encrypted payloads (S0-19, S4-4, S4-16)', () => {
  it('are what PyJWT and jwcrypto take, and refuse when they were changed', async () => {
    const signed = await Promise.all(algorithms.map(signedWith))
    for (const { alg, pem, token } of signed) expect(createVerifier({ key: pem, algorithms: [alg] })(token)).toEqual(claims)
    const python = pythonWithJwt()
    if (python === undefined) {
      process.stdout.write('No Python with PyJWT and jwcrypto here: verified with the npm packages fast-jwt and jsonwebtoken only\n')
      return
    }
    const encrypted = await Promise.all([
      encryptedWith('RSA-OAEP-256', 'A256GCM'),
      encryptedWith('RSA-OAEP', 'A256CBC-HS512'),
      encryptedWith('ECDH-ES+A256KW', 'A256GCM'),
      encryptedWith('ECDH-ES+A256KW', 'A256CBC-HS512'),
    ])
    expect(askPython(python, 'test/crypto/verify-tokens.py', { signed, encrypted })).toEqual({
      verified: algorithms.map((alg) => ({ alg, claims, refused: true })),
      opened: encrypted.map(() => 'a.b.c'),
    })
  }, 180_000)
})
