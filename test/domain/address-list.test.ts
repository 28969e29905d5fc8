import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { faultsOfAddresses } from '../../src/domain/address-list.js'
import { parseBlock } from '../../src/domain/ip-address.js'
import { judgeAddress, judgeBlock } from '../../src/domain/ip-policy.js'
import { refuseFqdn } from '../../src/domain/url-policy.js'
import { aPolicy, closed, open } from './policies.js'

const faults = (list: string[], policy = closed) => faultsOfAddresses(list, policy).map(({ index, reason }) => `${index}: ${reason}`)

describe('the addresses of a receiver (S0-15, S0-16)', () => {
  it('may be IPv4, IPv6 and CIDR blocks, several of them', () => {
    expect(faults(['8.8.8.8', '8.8.4.0/24', '2001:4860:4860::8888', '2a00:1450::/32'])).toEqual([])
  })

  it('are named with the reason when they are private, no addresses, or there twice however they are written', () => {
    expect(
      faults(['8.8.8.8', '10.0.0.1', 'shop.example', '8.8.8.8/32', '8.8.4.1/24', '::ffff:8.8.8.8', '2001:4860::1', '2001:4860:0::1']),
    ).toEqual([
      '1: 10.0.0.1 is not a public address (10.0.0.0/8)',
      '2: "shop.example" is not an address or a CIDR block',
      '3: the same as /0',
      '4: "8.8.4.1/24" has bits set behind its prefix length',
      '5: the same as /0',
      '7: the same as /6',
    ])
  })

  it.each([
    ['8.0.0.0/6', '8.0.0.0/6 is not public (10.0.0.0/8)'],
    ['0.0.0.0/1', '0.0.0.0/1 holds a loopback address'],
    ['169.254.0.0/17', '169.254.0.0/17 holds a link-local or metadata address'],
    ['192.168.1.0/24', '192.168.1.0/24 is not public (192.168.0.0/16)'],
    ['2000::/2', '"2000::/2" has bits set behind its prefix length'],
    ['fc00::/16', 'fc00::/16 is not public (outside 2000::/3)'],
    ['2001::/16', '2001::/16 is not public (2001::/23)'],
  ])('as the block %s are refused', (block, reason) => {
    expect(faults([block])).toEqual([`0: ${reason}`])
  })

  it('may be what the policy opens, and no more', () => {
    expect(faults(['10.1.2.0/24', '10.9.9.9'], open)).toEqual([])
    expect(faults(['10.0.0.0/8'], open)).toHaveLength(1)
    expect(faults(['127.0.0.0/8', '127.0.0.1'], aPolicy({ local: 'loopback' }))).toEqual([])
    expect(faults(['126.0.0.0/7'], aPolicy({ local: 'loopback' }))).toHaveLength(1)
  })

  it('as a block are judged like every address in it', () => {
    const aBlock = fc.tuple(
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.integer({ min: 8, max: 31 }),
      fc.integer({ min: 0, max: 0xffffffff }),
    )
    fc.assert(
      fc.property(aBlock, ([address, prefix, within]) => {
        const mask = (0xffffffff << (32 - prefix)) >>> 0
        const toText = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
        const parsed = parseBlock(`${toText((address & mask) >>> 0)}/${prefix}`)
        if (!parsed.ok) throw new Error(parsed.reason)
        const one = toText(((address & mask) | (within & ~mask)) >>> 0)
        if (judgeBlock(parsed.block, closed).allowed) expect(judgeAddress(one, closed)).toEqual({ allowed: true })
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the name of a receiver (S0-14)', () => {
  it.each([
    ['shop.example.com', closed, undefined],
    ['shop', closed, 'the host is a single label: a full public name is needed'],
    ['shop.internal', closed, '".internal" names never resolve on the public internet'],
    ['https://shop.example.com', closed, 'the host is not a valid DNS name'],
    ['8.8.8.8', closed, 'an IP address, not a name: put it on the list of addresses'],
    ['localhost', closed, 'the host is a single label: a full public name is needed'],
    ['localhost', aPolicy({ local: 'loopback' }), undefined],
    ['erp', open, undefined],
  ])('%s', (name, policy, refusal) => {
    expect(refuseFqdn(name, policy)).toBe(refusal)
  })
})
