import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { refuseHeaderName, refuseHeaderValue } from '../../src/domain/receiver-headers.js'

const ours = ['Host', 'content-length', 'Transfer-Encoding', 'connection', 'upgrade', 'expect', 'TE', 'trailer', 'keep-alive', 'cookie']
const groups = ['proxy-authorization', 'X-Forwarded-For', 'forwarded', 'webhook-id', 'webhook-signature', 'posthorn-reason', 'user-agent']
const metadata = [
  'Metadata',
  'Metadata-Flavor',
  'X-aws-ec2-metadata-token',
  'x-aws-ec2-metadata-token-ttl-seconds',
  'X-Google-Metadata-Request',
]

describe('a header of a receiver (S4-17, S2-6)', () => {
  it.each([...ours, ...groups, ...metadata])('%s cannot be set, whatever for', (name) => {
    for (const credential of [true, false]) expect(refuseHeaderName(name, { credential })).toContain(name.toLowerCase())
  })

  it.each(['apikey', 'X-Api-Key', 'x-tenant', "it's-a.token_1"])('%s can be set', (name) => {
    for (const credential of [true, false]) expect(refuseHeaderName(name, { credential })).toBeUndefined()
  })

  it('authorization carries a credential only', () => {
    expect(refuseHeaderName('Authorization', { credential: true })).toBeUndefined()
    expect(refuseHeaderName('Authorization', { credential: false })).toContain('auth')
  })

  it.each(['', 'a b', 'a:b', 'a\r\nb', 'ä', 'x'.repeat(65)])('%j is no name', (name) => {
    expect(refuseHeaderName(name, { credential: true })).toContain('RFC 9110')
  })

  it.each(['', ' a', 'a ', 'a\nb', 'a\rb', 'a\0b', '€', '\u007f', 'x'.repeat(4097)])('%j is no value', (value) => {
    expect(refuseHeaderValue(value)).toBeDefined()
  })

  it('nothing that is let pass ends a header or begins another', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0x120 }), { maxLength: 12 }), (codes) => {
        const text = String.fromCharCode(...codes)
        const isSafe = codes.every((code) => code === 9 || (code >= 32 && code !== 127 && code <= 255))
        if (refuseHeaderValue(text) === undefined) expect(isSafe).toBe(true)
      }),
      { numRuns: 5_000 },
    )
    expect(refuseHeaderValue('Zo\xeb 1\t2')).toBeUndefined()
  })
})
