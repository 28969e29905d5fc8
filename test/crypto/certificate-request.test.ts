import { describe, expect, it } from '@jest/globals'
import { execFileSync, spawnSync } from 'node:child_process'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import fc from 'fast-check'
import { newCertificateRequest } from '../../src/crypto/certificate-request.js'
import { askPython, pythonWithJwt } from '../helpers/python.js'

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

interface Read {
  readonly valid: boolean
  readonly subject: Readonly<Record<string, string>>
  readonly key: string
  readonly attributes: number
}

describe('a request for a certificate', () => {
  const python = pythonWithJwt()
  const itWithPython = python === undefined ? it.skip : it

  itWithPython('is read by others as it was meant, and its signature holds (PKCS #10)', async () => {
    const subjects = fc.sample(subject, 300)
    const made = await Promise.all(subjects.map((given) => newCertificateRequest(given, 'EC-P256')))
    const read = askPython(
      python ?? '',
      'test/crypto/read-requests.py',
      made.map(({ csr }) => csr),
    ) as Read[]
    expect(read).toEqual(
      subjects.map((given, at) => ({
        valid: true,
        subject: given,
        key: createPublicKey(createPrivateKey(made[at]!.privateKey)).export({ type: 'spki', format: 'pem' }),
        attributes: 0,
      })),
    )
  })

  const itWithOpenssl = spawnSync('openssl', ['version']).status === 0 ? it : it.skip
  itWithOpenssl.each(['EC-P256', 'RSA-2048', 'RSA-3072'] as const)('is verified by openssl (%s)', async (keyType) => {
    const { csr, privateKey } = await newCertificateRequest(
      { commonName: 'posthorn.bank.example', organization: 'Bänk', country: 'MY' },
      keyType,
    )
    const openssl = (...options: string[]) =>
      execFileSync('openssl', ['req', '-noout', ...options], { input: csr, encoding: 'utf8', stdio: 'pipe' })
    expect(() => openssl('-verify')).not.toThrow()
    expect(openssl('-subject', '-nameopt', 'utf8,sep_comma_plus')).toContain('C=MY,O=Bänk,CN=posthorn.bank.example')
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(privateKey)
    const bits = asymmetricKeyDetails?.modulusLength
    expect(`${String(asymmetricKeyType)} ${String(bits ?? asymmetricKeyDetails?.namedCurve)}`).toBe(
      { 'EC-P256': 'ec prime256v1', 'RSA-2048': 'rsa 2048', 'RSA-3072': 'rsa 3072' }[keyType],
    )
  })
})
