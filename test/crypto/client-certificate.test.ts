import { describe, expect, it } from '@jest/globals'
import { newCertificateRequest } from '../../src/crypto/certificate-request.js'
import { readClientCertificate } from '../../src/crypto/client-certificate.js'
import { aCertificate, aSigned, type CertificateOf } from '../delivery/certificates.js'

const now = new Date()
const { csr, privateKey } = await newCertificateRequest({ commonName: 'sub_1' }, 'EC-P256')
const other = await newCertificateRequest({ commonName: 'sub_1' }, 'RSA-2048')
const root = aCertificate({ name: 'Root', authority: true })
const issuer = aCertificate({ name: 'Issuer', authority: true, issuer: root })
const signed = (certificate: Partial<CertificateOf> = {}) => aSigned(csr, { issuer, ...certificate }).cert

describe('readClientCertificate', () => {
  it('reads a chain, and tells whose key it is for', () => {
    expect(readClientCertificate(signed() + issuer.cert + root.cert, [other.privateKey, privateKey], now)).toMatchObject({
      ok: true,
      key: privateKey,
      certificate: { subject: 'CN=Posthorn', issuer: 'CN=Issuer', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) },
    })
    expect(readClientCertificate(signed(), [privateKey], now)).toMatchObject({ ok: true })
    expect(readClientCertificate(aSigned(other.csr).cert, [privateKey, other.privateKey], now)).toMatchObject({
      ok: true,
      key: other.privateKey,
    })
  })

  it.each([
    ['nothing', () => 'x', 'holds no certificate'],
    ['one for another key', () => aSigned(other.csr).cert, 'another key'],
    ['its issuer first', () => issuer.cert + signed(), 'another key'],
    ['one that has ended', () => signed({ notAfter: new Date(now.getTime() - 60_000) }), 'ended at'],
    ['one that begins later', () => signed({ notBefore: new Date(now.getTime() + 60_000) }), 'is not valid before'],
    ['one whose dates are none', () => signed({ notAfter: '20261399000000Z' }), 'whose dates cannot be read'],
    ['one signed with SHA-1', () => signed({ weak: true }) + issuer.cert, 'too weak today'],
    ['one for servers', () => signed({ serverOnly: true }), 'not for client authentication'],
    ['issuers out of order', () => signed() + root.cert + issuer.cert, 'certificate 1 is not issued by the one after it'],
    ['an issuer of the same name', () => signed() + aCertificate({ name: 'Issuer', authority: true }).cert, 'not in order'],
  ])('refuses %s', (_name, chain, reason) => {
    expect(readClientCertificate(chain(), [privateKey], now)).toEqual({ ok: false, reason: expect.stringContaining(reason) })
  })
})
