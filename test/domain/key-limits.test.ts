import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Block, isBlockWithin, isInBlock, parseAddress, toBlock } from '../../src/domain/ip-address.js'
import { type KeyLimits, widerThan } from '../../src/domain/key-limits.js'

const limits = ({ blocks = [], ...others }: Partial<Omit<KeyLimits, 'blocks'>> & { blocks?: string[] } = {}): KeyLimits => ({
  environment: 'live',
  expiresAt: null,
  blocks: blocks.map(toBlock),
  ...others,
})
const soon = new Date('2026-01-31T09:00:00Z')
const later = new Date('2026-01-31T09:00:00.001Z')
const bound = limits({ blocks: ['192.0.2.0/24'] })
const ending = limits({ expiresAt: soon })

describe('a key that is made with another', () => {
  it.each<[string, KeyLimits, KeyLimits]>([
    ['the same', limits({ blocks: ['192.0.2.0/24'], expiresAt: soon }), limits({ blocks: ['192.0.2.0/24'], expiresAt: soon })],
    ['test with live', limits(), limits({ environment: 'test' })],
    ['narrowed to an address', limits(), limits({ blocks: ['192.0.2.1'] })],
    ['narrowed further', limits({ blocks: ['192.0.2.0/24', '2001:db8::/32'] }), limits({ blocks: ['2001:db8:1::/48', '192.0.2.7'] })],
    ['with an end', limits(), limits({ expiresAt: soon })],
    ['with an earlier end', limits({ expiresAt: later }), limits({ expiresAt: soon })],
  ])('may be %s', (_, held, asked) => {
    expect(widerThan(held, asked)).toBeUndefined()
  })

  it.each<[string, { held: KeyLimits; asked: KeyLimits; why: string }]>([
    ['live with test', { held: limits({ environment: 'test' }), asked: limits(), why: 'a test key makes no live key' }],
    ['used from anywhere', { held: bound, asked: limits(), why: 'may not be used from anywhere itself' }],
    ['used from elsewhere', { held: bound, asked: limits({ blocks: ['192.0.2.1', '198.51.100.1'] }), why: 'from 198.51.100.1 itself' }],
    ['used from a larger block', { held: bound, asked: limits({ blocks: ['192.0.2.0/23'] }), why: 'from 192.0.2.0/23 itself' }],
    ['of another family', { held: limits({ blocks: ['0.0.0.0/0'] }), asked: limits({ blocks: ['::/0'] }), why: 'from ::/0 itself' }],
    ['without an end', { held: ending, asked: limits(), why: 'let expiresAt be 2026-01-31T09:00:00.000Z or before' }],
    ['with a later end', { held: ending, asked: limits({ expiresAt: later }), why: 'let expiresAt be 2026-01-31T09:00:00.000Z or before' }],
  ])('may not be %s', (_, { held, asked, why }) => {
    expect(widerThan(held, asked)).toContain(why)
  })
})

it('a block is within another when all its addresses are', () => {
  const byte = fc.integer({ min: 0, max: 255 })
  const block = fc.tuple(byte, byte, fc.integer({ min: 0, max: 16 })).map(([a, b, bits]): Block => {
    const value = ((a << 8) | b) & (0xffff << (16 - bits))
    return toBlock(`192.168.${(value >> 8) & 255}.${value & 255}/${16 + bits}`)
  })
  const edges = ({ base, prefixBits }: Block) => {
    const size = 2 ** (32 - prefixBits) - 1
    return [0, size].map((offset) => parseAddress(`192.168.${Number(base[2]) + (offset >> 8)}.${Number(base[3]) + (offset & 255)}`)!)
  }
  fc.assert(
    fc.property(block, block, (one, other) => {
      expect(isBlockWithin(one, other)).toBe(edges(one).every((address) => isInBlock(address, other)))
    }),
  )
})
