import { describe, expect, it } from '@jest/globals'
import { createDecipheriv, createHash } from 'node:crypto'
import fc from 'fast-check'
import { createSealer } from '../../src/crypto/seal.js'

const key = Buffer.alloc(32, 1)
const place = 'acc_1|subscription_secrets|sec_1|sealed|1'
const sealer = createSealer(key)
const bytes = fc.uint8Array().map((array) => Buffer.from(array))

describe('createSealer (S2-12)', () => {
  it('opens what it has sealed, for the same place', () => {
    fc.assert(fc.property(bytes, fc.string(), (plain, aad) => expect(sealer.open(sealer.seal(plain, aad), aad)).toEqual(plain)))
  })

  it('opens what another sealer with the same key has sealed', () => {
    expect(
      createSealer(Buffer.from(key))
        .open(sealer.seal(Buffer.from('secret'), place), place)
        .toString(),
    ).toBe('secret')
  })

  it('keeps to its format: version, key id, nonce, tag, ciphertext', () => {
    const sealed = sealer.seal(Buffer.from('secret'), place)
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(9, 21))
    decipher.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(21, 37))
    expect(sealed[0]).toBe(1)
    expect(sealed.subarray(1, 9)).toEqual(createHash('sha256').update(key).digest().subarray(0, 8))
    expect(decipher.update(sealed.subarray(37)).toString() + decipher.final().toString()).toBe('secret')
  })

  it('never seals twice alike', () => {
    expect(sealer.seal(Buffer.from('secret'), place)).not.toEqual(sealer.seal(Buffer.from('secret'), place))
  })

  it('does not open for another place', () => {
    expect(() => sealer.open(sealer.seal(Buffer.from('secret'), place), place.replace('sec_1', 'sec_2'))).toThrow()
  })

  it('does not open with another key, and says so', () => {
    expect(() => createSealer(Buffer.alloc(32, 2)).open(sealer.seal(Buffer.from('secret'), place), place)).toThrow('another key')
  })

  it('does not open when any one bit was changed', () => {
    const sealed = sealer.seal(Buffer.from('secret'), place)
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => sealer.open(changed, place)).toThrow()
    }
  })

  it('does not open what is too short', () => {
    const sealed = sealer.seal(Buffer.alloc(0), place)
    expect(sealer.open(sealed, place)).toHaveLength(0)
    for (const length of [0, 1, 9, 36]) expect(() => sealer.open(sealed.subarray(0, length), place)).toThrow('not a sealed value')
  })

  it.each([0, 16, 31, 33])('refuses a key of %p bytes', (length) => {
    expect(() => createSealer(Buffer.alloc(length))).toThrow(RangeError)
  })
})
