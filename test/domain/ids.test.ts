import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { encodeBase32, formatId, idRandomBytes } from '../../src/domain/ids.js'

const aTimeMs = fc.integer({ min: 0, max: 2 ** 48 - 1 })
const someRandomness = fc.uint8Array({ minLength: idRandomBytes, maxLength: idRandomBytes })

describe('formatId', () => {
  it('writes the time and the randomness as a ULID does, in lower case', () => {
    expect(formatId('ntf', 1469918176385, new Uint8Array(10).fill(255))).toBe('ntf_01aryz6s41zzzzzzzzzzzzzzzz')
    expect(formatId('evt', 0, new Uint8Array(10))).toBe('evt_00000000000000000000000000')
    expect(formatId('sub', 2 ** 48 - 1, new Uint8Array(10).fill(255))).toBe('sub_7zzzzzzzzzzzzzzzzzzzzzzzzz')
  })

  it('gives ids that sort by time as text', () => {
    fc.assert(
      fc.property(aTimeMs, aTimeMs, someRandomness, (one, other, random) => {
        fc.pre(one < other)
        expect(formatId('ntf', one, random) < formatId('ntf', other, random)).toBe(true)
      }),
    )
  })

  it('gives different ids for different randomness', () => {
    fc.assert(
      fc.property(someRandomness, someRandomness, (one, other) => {
        fc.pre(Buffer.compare(one, other) !== 0)
        expect(formatId('ntf', 1, one)).not.toBe(formatId('ntf', 1, other))
      }),
    )
  })

  it.each([-1, 0.5, NaN, 2 ** 48])('refuses the time %p', (timeMs) => {
    expect(() => formatId('ntf', timeMs, new Uint8Array(10))).toThrow(RangeError)
  })

  it.each([9, 11])('refuses %p bytes of randomness', (length) => {
    expect(() => formatId('ntf', 1, new Uint8Array(length))).toThrow(RangeError)
  })
})

describe('encodeBase32', () => {
  it('takes 5 bits a character and fills up the last', () => {
    expect(encodeBase32(Uint8Array.of())).toBe('')
    expect(encodeBase32(Uint8Array.of(255))).toBe('zw')
    expect(encodeBase32(Uint8Array.of(1, 2, 3, 4, 5))).toBe('04106105')
  })

  it('says what the bytes say as one number', () => {
    fc.assert(
      fc.property(someRandomness, (bytes) => {
        const digits = Array.from(encodeBase32(bytes)).map((char) => BigInt('0123456789abcdefghjkmnpqrstvwxyz'.indexOf(char)))
        expect(digits.reduce((sum, digit) => sum * 32n + digit, 0n)).toBe(BigInt(`0x${Buffer.from(bytes).toString('hex')}`))
      }),
    )
  })
})
