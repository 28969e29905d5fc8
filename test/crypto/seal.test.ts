import { describe, expect, it } from '@jest/globals'
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import fc from 'fast-check'
import { createLocalKeys } from '../../src/crypto/key-provider.js'
import { createSealer, keyIdOf, sealedUnder } from '../../src/crypto/seal.js'

const key = Buffer.alloc(32, 1)
const newer = Buffer.alloc(32, 2)
const place = 'acc_1|subscription_secrets|sec_1|sealed|1'
const sealerOf = (...keys: Buffer[]) => createSealer(createLocalKeys(() => keys))
const sealer = sealerOf(key)
const bytes = fc.uint8Array().map((array) => Buffer.from(array))
const idOf = (of: Buffer) => createHash('sha256').update(of).digest().subarray(0, 8)

/** As values were sealed before there were data keys. */
function sealedDirectly(plain: Buffer): Buffer {
  const nonce = Buffer.alloc(12, 7)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([Buffer.of(1), idOf(key), nonce, cipher.getAuthTag(), ciphertext])
}

function openGcm(with_: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', with_, sealed.subarray(0, 12))
  decipher.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(12, 28))
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()])
}

describe('createSealer (S2-12)', () => {
  it('opens what it has sealed, for the same place', () => {
    fc.assert(fc.property(bytes, fc.string(), (plain, aad) => expect(sealer.open(sealer.seal(plain, aad), aad)).toEqual(plain)))
  })

  it('opens what another sealer with the same key has sealed', () => {
    expect(
      sealerOf(Buffer.from(key))
        .open(sealer.seal(Buffer.from('secret'), place), place)
        .toString(),
    ).toBe('secret')
  })

  it('keeps to its format: version, key id, length, wrapped data key, nonce, tag, ciphertext', () => {
    const sealed = sealer.seal(Buffer.from('secret'), place)
    expect(sealed.subarray(0, 9)).toEqual(Buffer.concat([Buffer.of(2), idOf(key)]))
    expect(sealed.readUInt16BE(9)).toBe(60)
    const dataKey = openGcm(key, sealed.subarray(11, 71))
    expect(dataKey).toHaveLength(32)
    expect(openGcm(dataKey, sealed.subarray(71)).toString()).toBe('secret')
  })

  it('opens what was sealed before there were data keys, and rewraps it', () => {
    const old = sealedDirectly(Buffer.from('secret'))
    expect(sealer.open(old, place).toString()).toBe('secret')
    const rewrapped = sealer.rewrap(old, place)!
    expect(rewrapped.subarray(0, 9)).toEqual(sealedUnder(idOf(key)))
    expect(sealer.open(rewrapped, place).toString()).toBe('secret')
  })

  it('rewraps what an older key has sealed, without which it then opens, and nothing else', () => {
    const both = sealerOf(key, newer)
    const sealed = sealer.seal(Buffer.from('secret'), place)
    const rewrapped = both.rewrap(sealed, place)!
    expect([keyIdOf(sealed), keyIdOf(rewrapped)]).toEqual([idOf(key), idOf(newer)])
    expect(rewrapped.subarray(71)).toEqual(sealed.subarray(71))
    expect(sealerOf(newer).open(rewrapped, place).toString()).toBe('secret')
    expect(both.rewrap(rewrapped, place)).toBeUndefined()
    expect(() => both.rewrap(sealed, `${place}x`)).toThrow()
    expect(() => sealerOf(newer).rewrap(sealed, place)).toThrow('another key')
  })

  it('seals under the newest, opens under all, and looks for one that has just been added', () => {
    const keys = [key]
    const asked: boolean[] = []
    const following = createSealer(
      createLocalKeys(({ missing }) => {
        asked.push(missing)
        return missing ? [key, newer] : keys
      }),
    )
    const sealed = sealerOf(key, newer).seal(Buffer.from('secret'), place)
    expect(following.open(sealed, place).toString()).toBe('secret')
    expect(asked.filter(Boolean)).toHaveLength(1)
  })

  it('never seals twice alike', () => {
    expect(sealer.seal(Buffer.from('secret'), place)).not.toEqual(sealer.seal(Buffer.from('secret'), place))
  })

  it('does not open for another place', () => {
    expect(() => sealer.open(sealer.seal(Buffer.from('secret'), place), place.replace('sec_1', 'sec_2'))).toThrow()
  })

  it('does not open with another key, and says so', () => {
    expect(() => sealerOf(newer).open(sealer.seal(Buffer.from('secret'), place), place)).toThrow('another key')
  })

  it('does not open when any one bit was changed', () => {
    for (const sealed of [sealer.seal(Buffer.from('secret'), place), sealedDirectly(Buffer.from('secret'))]) {
      for (let bit = 0; bit < sealed.length * 8; bit++) {
        const changed = Buffer.from(sealed)
        changed[bit >> 3]! ^= 1 << (bit & 7)
        expect(() => sealer.open(changed, place)).toThrow()
      }
    }
  })

  it('does not open what is too short', () => {
    const sealed = sealer.seal(Buffer.alloc(0), place)
    expect(sealer.open(sealed, place)).toHaveLength(0)
    for (let length = 0; length < sealed.length; length++) expect(() => sealer.open(sealed.subarray(0, length), place)).toThrow()
  })

  it.each([0, 16, 31, 33])('refuses a key of %p bytes', (length) => {
    expect(() => sealerOf(Buffer.alloc(length))).toThrow(RangeError)
  })

  it('refuses to be without a key', () => {
    expect(() => sealerOf()).toThrow(RangeError)
  })
})
