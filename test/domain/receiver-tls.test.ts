import { describe, expect, it } from '@jest/globals'
import { faultsOfTls, isSelfSignedFault, isUsualTls, tlsWarnings, usualTls } from '../../src/domain/receiver-tls.js'

const pins = ['47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=']
const url = 'https://shop.example.com/'

describe('how a receiver is verified', () => {
  it('is as usual unless something is asked for', () => {
    expect(
      [usualTls, { ...usualTls, pins }, { ...usualTls, authorities: 'PEM' }, { ...usualTls, acceptSelfSigned: true }].map(isUsualTls),
    ).toEqual([true, false, false, false])
  })

  it('S4-6: is never left out in live, nor over http, nor twice', () => {
    const faults = (tls: Partial<typeof usualTls>, more: { url?: string; environment?: 'test' | 'live' } = {}) =>
      faultsOfTls({ url, environment: 'test', ...more, tls: { ...usualTls, ...tls } }).map(({ member }) => member)
    expect(faults({}, { url: 'http://shop.example.com/', environment: 'live' })).toEqual([])
    expect(faults({ pins, authorities: 'PEM' }, { environment: 'live' })).toEqual([])
    expect(faults({ pins }, { url: 'http://shop.example.com/' })).toEqual(['tls'])
    expect(faults({ acceptSelfSigned: true })).toEqual([])
    expect(faults({ acceptSelfSigned: true }, { environment: 'live' })).toEqual(['tls/acceptSelfSigned'])
    expect(faults({ acceptSelfSigned: true, authorities: 'PEM' })).toEqual(['tls/acceptSelfSigned'])
  })

  it('warns of whoever may be believed without reason', () => {
    expect(tlsWarnings(usualTls)).toEqual([])
    expect(tlsWarnings({ ...usualTls, acceptSelfSigned: true })).toEqual([expect.stringContaining('anybody on the way')])
    expect(tlsWarnings({ ...usualTls, acceptSelfSigned: true, pins })).toEqual([expect.stringContaining('pinned')])
  })

  it('overlooks who issued a certificate, and nothing else of it', () => {
    expect(['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'].map(isSelfSignedFault)).toEqual([
      true,
      false,
      false,
    ])
  })
})
