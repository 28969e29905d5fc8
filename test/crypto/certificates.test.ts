import { describe, expect, it } from '@jest/globals'
import { readCertificates } from '../../src/crypto/certificates.js'
import { aCertificate } from '../delivery/certificates.js'

const [one, other] = [aCertificate({ name: 'One' }), aCertificate({ name: 'Other' })]

describe('readCertificates', () => {
  it('reads them in their order, and keeps nothing else', () => {
    const read = readCertificates(`subject: One\r\n${one.cert.replaceAll('\n', '\r\n')}\nwhatever\n${other.cert}`)
    expect(read).toMatchObject({ ok: true, pem: one.cert + other.cert })
    expect(read.ok && read.certificates.map(({ subject }) => subject)).toEqual(['CN=One', 'CN=Other'])
  })

  it.each([
    ['nothing', 'CERTIFICATE', 'holds no certificate'],
    ['a private key', one.cert + one.key, 'holds a private key'],
    ['bytes that are none', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'cannot be read'],
    ['dates that are none', aCertificate({ name: 'One', notAfter: '20261399000000Z' }).cert, 'whose dates cannot be read'],
    ['too many', one.cert.repeat(11), 'more than 10'],
  ])('refuses %s, and does not repeat it', (_name, text, reason) => {
    const read = readCertificates(text)
    expect(read).toEqual({ ok: false, reason: expect.stringContaining(reason) })
    expect(JSON.stringify(read)).not.toContain('MII')
  })
})
