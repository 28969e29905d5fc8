import { describe, expect, it } from '@jest/globals'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import fc from 'fast-check'
import { newCertificateRequest } from '../../src/crypto/certificate-request.js'
import { readRequest } from './read-request.js'

const text = (maxLength: number) =>
  fc.string({ unit: 'grapheme', minLength: 1, maxLength }).filter((value) => /^[^\p{Cc}\p{Cs}]+$/u.test(value) && value.length <= maxLength)
const subject = fc.record(
  {
    commonName: text(64),
    organization: text(64),
    organizationalUnit: text(64),
    locality: text(128),
    state: text(128),
    country: fc.stringMatching(/^[A-Z]{2}$/),
  },
  { requiredKeys: ['commonName'] },
)
/** As OpenSSL calls them. */
const short = { commonName: 'CN', organization: 'O', organizationalUnit: 'OU', locality: 'L', state: 'ST', country: 'C' } as const

const publicHalf = (privateKey: string) => createPublicKey(createPrivateKey(privateKey))

describe('a request for a certificate', () => {
  it('is read by OpenSSL as it was meant, and its signature holds (PKCS #10)', async () => {
    await fc.assert(
      fc.asyncProperty(subject, async (given) => {
        const { csr, privateKey } = await newCertificateRequest(given, 'EC-P256')
        const { signed, subject, publicKey, attributes } = readRequest(csr, privateKey)
        expect({ signed, attributes }).toEqual({ signed: true, attributes: 0 })
        expect(subject).toEqual(
          Object.fromEntries(Object.entries(given).map(([name, value]) => [short[name as keyof typeof short], value])),
        )
        expect(publicKey.equals(publicHalf(privateKey))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['EC-P256', 'ec prime256v1'],
    ['RSA-2048', 'rsa 2048'],
    ['RSA-3072', 'rsa 3072'],
  ] as const)('is for a key of the kind that is asked for (%s)', async (keyType, kind) => {
    const given = { commonName: 'posthorn.bank.example', organization: 'Bänk', country: 'MY' }
    const { csr, privateKey } = await newCertificateRequest(given, keyType)
    const { signed, subject, publicKey } = readRequest(csr, privateKey)
    expect({ signed, subject }).toEqual({ signed: true, subject: { C: 'MY', O: 'Bänk', CN: 'posthorn.bank.example' } })
    const { asymmetricKeyType, asymmetricKeyDetails: details } = publicKey
    expect(`${String(asymmetricKeyType)} ${String(details?.modulusLength ?? details?.namedCurve)}`).toBe(kind)
    expect(publicKey.equals(publicHalf(privateKey))).toBe(true)
  })
})
