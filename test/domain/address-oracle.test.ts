import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { judgeAddress } from '../../src/domain/ip-policy.js'
import { closed } from './policies.js'

/** What another implementation does not call public: made by generate.py beside it, with Python's ipaddress. */
const table = JSON.parse(readFileSync(new URL('../fixtures/addresses/not-public.json', import.meta.url), 'utf8')) as Record<
  'ipv4' | 'ipv6',
  [first: string, last: string][]
>

/** Both families as lower-case hexadecimal of full length: text order is the order of addresses. */
type Hex = string
const hex = (value: number, digits: number): Hex => value.toString(16).padStart(digits, '0')
const ofIpv4 = (address: string): Hex =>
  address
    .split('.')
    .map((part) => hex(Number(part), 2))
    .join('')
function ofIpv6(address: string): Hex {
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter((word) => word !== ''))
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return [...head, ...zeros, ...tail].map((word) => word.padStart(4, '0')).join('')
}
const toHex = (address: string): Hex => (address.includes(':') ? ofIpv6(address) : ofIpv4(address))
const toText = (address: Hex): string =>
  address.length === 8
    ? [0, 2, 4, 6].map((at) => parseInt(address.slice(at, at + 2), 16)).join('.')
    : [0, 4, 8, 12, 16, 20, 24, 28].map((at) => address.slice(at, at + 4)).join(':')
const beside = (address: Hex, by: 1n | -1n): Hex | undefined => {
  const value = BigInt(`0x${address}`) + by
  return value < 0n || value >> BigInt(address.length * 4) > 0n ? undefined : value.toString(16).padStart(address.length, '0')
}

type Range = readonly [first: Hex, last: Hex]
const toRanges = (ranges: readonly (readonly [string, string])[]): Range[] => ranges.map(([first, last]) => [toHex(first), toHex(last)])
const isIn = (address: Hex, ranges: readonly Range[]): boolean =>
  ranges.some(([first, last]) => address.length === first.length && first <= address && address <= last)

const notPublic = toRanges([...table.ipv4, ...table.ipv6])
/** What we deny beyond that: special-purpose blocks that are public by name, tunnels, and all that is not global unicast yet. */
const alsoDenied = toRanges([
  ['168.63.129.16', '168.63.129.16'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.31.196.0', '192.31.196.255'],
  ['192.52.193.0', '192.52.193.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.175.48.0', '192.175.48.255'],
  ['::', '::fffe:ffff:ffff'],
  ['::1:0:0:0', '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2620:4f:8000::', '2620:4f:8000:ffff:ffff:ffff:ffff:ffff'],
  ['3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['4000::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
])
const mapped = '00000000000000000000ffff'
const isIsatap = (address: Hex): boolean => ['00005efe', '02005efe'].includes(address.slice(16, 24))
const isDenied = (address: Hex): boolean => {
  if (address.startsWith(mapped) && address.length === 32) return isDenied(address.slice(24))
  return isIn(address, notPublic) || isIn(address, alsoDenied) || (address.length === 32 && isIsatap(address))
}
const isAllowed = (address: Hex): boolean => judgeAddress(toText(address), closed).allowed

/** xorshift32: the same addresses at every run. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

describe('addresses, against an independent table', () => {
  const edges = [...notPublic, ...alsoDenied].flat()

  it('at and beside the ends of every special block', () => {
    const around = edges.flatMap((edge) => [edge, beside(edge, -1n) ?? edge, beside(edge, 1n) ?? edge])
    expect(around.filter((address) => isAllowed(address) === isDenied(address)).map(toText)).toEqual([])
    expect(new Set(around.map(isAllowed))).toEqual(new Set([true, false]))
  })

  it('IPv4 at and beside every end, in IPv6 clothes', () => {
    const clothed = edges.filter((edge) => edge.length === 8).map((edge) => mapped + edge)
    const around = clothed.flatMap((edge) => [edge, beside(edge, -1n) ?? edge, beside(edge, 1n) ?? edge])
    expect(around.filter((address) => isAllowed(address) === isDenied(address)).map(toText)).toEqual([])
  })

  const random = createRandom(0x1d872b41)
  const word = (): Hex => hex(random(), 8)
  const low = (): Hex => hex(random() & 0xff, 8)
  const kinds: readonly [string, number, () => Hex][] = [
    ['of IPv4', 400_000, word],
    ['of IPv4 in IPv6 clothes', 100_000, () => mapped + word()],
    ['of global unicast', 250_000, () => hex(0x20000000 | (random() >>> 3), 8) + word() + word() + word()],
    ['of IPv6', 100_000, () => word() + word() + word() + word()],
    [
      'of global unicast with an ISATAP identifier',
      50_000,
      () => `2a00${word().slice(4)}${word()}0${(random() & 3).toString()}005efe${word()}`,
    ],
    ['near the ends of special blocks', 100_000, () => nearEdge(edges[random() % edges.length] ?? '', low)],
  ]

  it.each(kinds)(
    '%s, %i at random: not one is allowed that is not public, nor denied without a reason',
    (_kind, count, draw) => {
      const wrong: string[] = []
      for (let index = 0; index < count; index += 1) {
        const address = draw()
        if (isAllowed(address) === isDenied(address)) wrong.push(toText(address))
      }
      expect(wrong).toEqual([])
    },
    120_000,
  )

  it('a million of them', () => {
    expect(kinds.reduce((sum, [, count]) => sum + count, 0)).toBe(1_000_000)
  })
})

/** Up to 255 above or below. */
const nearEdge = (edge: Hex, low: () => Hex): Hex => {
  const tail = (parseInt(edge.slice(-8), 16) + parseInt(low(), 16) - 128) >>> 0
  return edge.slice(0, -8) + hex(tail, 8)
}
