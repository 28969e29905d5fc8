import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { EgressPolicy } from '../../src/domain/egress.js'
import { toBlock } from '../../src/domain/ip-address.js'
import { judgeAddress, judgeDestination } from '../../src/domain/ip-policy.js'
import { closed, open } from './policies.js'

const isAllowed = (address: string, policy: EgressPolicy = closed): boolean => judgeAddress(address, policy).allowed
const special4 = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['168.63.129.16', '168.63.129.16'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.31.196.0', '192.31.196.255'],
  ['192.52.193.0', '192.52.193.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['192.175.48.0', '192.175.48.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '255.255.255.255'],
] as const

const toNumber = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
const toAddress = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
const isSpecial4 = (value: number): boolean => special4.some(([first, last]) => value >= toNumber(first) && value <= toNumber(last))
const anIpv4 = fc.integer({ min: 0, max: 0xffffffff })
const groups = (count: number) => fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: count, maxLength: count })
const toIpv6 = (words: readonly number[]): string => words.map((word) => word.toString(16)).join(':')

describe('addresses of IPv4', () => {
  it.each(special4)('denies %s to %s and allows their neighbours', (first, last) => {
    expect([isAllowed(first), isAllowed(last)]).toEqual([false, false])
    const neighbours = [toNumber(first) - 1, toNumber(last) + 1].filter((value) => value > 0 && value < 2 ** 32 && !isSpecial4(value))
    expect(neighbours.map(toAddress).filter((address) => !isAllowed(address))).toEqual([])
  })

  it('denies exactly the special blocks', () => {
    fc.assert(
      fc.property(anIpv4, (value) => {
        expect(isAllowed(toAddress(value))).toBe(!isSpecial4(value))
      }),
      { numRuns: 2000 },
    )
  })

  it('judges an address in IPv6 clothes as the IPv4 address it is', () => {
    fc.assert(
      fc.property(anIpv4, (value) => {
        expect(isAllowed(`::ffff:${toAddress(value)}`)).toBe(isAllowed(toAddress(value)))
      }),
    )
    expect(isAllowed('::ffff:7f00:1')).toBe(false)
  })

  it.each([
    '',
    '1',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '2130706433',
    '127.1',
    '8.8.8.08',
    '8.8.8.8.',
    ' 8.8.8.8',
    '8.8.8.256',
    'example.com',
    '8.8.8.8/32',
  ])('allows nothing that is not strictly an address: "%s"', (text) => {
    expect(judgeAddress(text, open)).toEqual({ allowed: false, reason: 'not an IP address' })
  })
})

describe('addresses of IPv6', () => {
  it.each([
    '::',
    '::1',
    '::8.8.8.8',
    '::808:808',
    '::ffff:0:8.8.8.8',
    '2a00:1450::8.8.8.8',
    '64:ff9b::808:808',
    '64:ff9b:1::1',
    '100::1',
    '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    '2001::1',
    '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff',
    '2001:db8::1',
    '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
    '2002:808:808::1',
    '2620:4f:8000::1',
    '3fff::1',
    '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff',
    '4000::',
    '5f00::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    '2a00:1450::5efe:10.0.0.1',
    '2a00:1450::200:5efe:808:808',
    'fe80::1%eth0',
    '2a00:1450::1%1',
  ])('denies %s', (address) => {
    expect(isAllowed(address)).toBe(false)
  })

  it.each([
    '2000::1',
    '2001:200::1',
    '2001:db7::1',
    '2001:db9::1',
    '2003::1',
    '2620:4f:7fff::1',
    '2620:4f:8001::1',
    '2a00:1450:4001:80b::200e',
    '3ffe::1',
    '3fff:1000::1',
  ])('allows %s', (address) => {
    expect(isAllowed(address)).toBe(true)
  })

  it('denies everything outside 2000::/3', () => {
    fc.assert(
      fc.property(groups(8), (words) => {
        fc.pre((words[0]! & 0xe000) !== 0x2000)
        expect(isAllowed(toIpv6(words))).toBe(false)
      }),
    )
  })
})

describe('what an operator opens', () => {
  it('opens private blocks by CIDR, and nothing beside them', () => {
    expect(isAllowed('10.1.2.3', open)).toBe(true)
    expect(isAllowed('fd12::1', open)).toBe(true)
    expect(isAllowed('10.2.0.0', open)).toBe(false)
    expect(isAllowed('::ffff:10.1.2.3', open)).toBe(true)
  })

  it.each(['127.0.0.1', '::1', '0.0.0.0', '::', '169.254.169.254', 'fe80::1', 'fd00:ec2::254', '168.63.129.16', '100.100.100.200'])(
    'does not open %s by a CIDR block that contains it',
    (address) => {
      const everything: EgressPolicy = { ...closed, cidrs: [...wholeInternet] }
      expect(isAllowed(address, everything)).toBe(false)
      expect(isAllowed(address, { ...closed, local: 'all' })).toBe(true)
    },
  )

  it('opens loopback alone with the loopback switch', () => {
    const loopback: EgressPolicy = { ...closed, local: 'loopback' }
    expect(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'].every((address) => isAllowed(address, loopback))).toBe(true)
    expect(['169.254.169.254', '0.0.0.0', 'fe80::1', '10.0.0.1'].some((address) => isAllowed(address, loopback))).toBe(false)
  })

  it('opens the private addresses of a host for its own port alone', () => {
    const policy: EgressPolicy = { ...closed, hostPorts: new Set(['erp:9000']) }
    const judge = (host: string, port: number, address: string) => judgeDestination({ host, port, address }, policy).allowed
    expect(judge('erp', 9000, '10.0.0.5')).toBe(true)
    expect(judge('erp', 9001, '10.0.0.5')).toBe(false)
    expect(judge('crm', 9000, '10.0.0.5')).toBe(false)
    expect(judge('erp', 9000, '127.0.0.1')).toBe(false)
  })

  it('names the block in the reason', () => {
    expect(judgeAddress('10.0.0.1', closed)).toEqual({ allowed: false, reason: '10.0.0.1 is not a public address (10.0.0.0/8)' })
    expect(judgeAddress('169.254.169.254', closed)).toEqual({
      allowed: false,
      reason: '169.254.169.254 is a link-local or metadata address',
    })
  })
})

const wholeInternet = [
  { cidr: '0.0.0.0/0', base: [0, 0, 0, 0], prefixBits: 0 },
  { cidr: '::/0', base: Array.from({ length: 16 }, () => 0), prefixBits: 0 },
]

it('a block that is written in the code is one', () => {
  expect(toBlock('2001:db8::/32')).toMatchObject({ cidr: '2001:db8::/32', prefixBits: 32 })
  expect(() => toBlock('10.0.0.0/33')).toThrow('needs a prefix length of 0 to 32')
})
