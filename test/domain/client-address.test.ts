import { describe, expect, it } from '@jest/globals'
import { clientAddress, isAddressIn } from '../../src/domain/client-address.js'
import { toBlock } from '../../src/domain/ip-address.js'

const proxies = ['10.0.0.0/8', 'fd00::/8'].map(toBlock)

describe('where a request comes from', () => {
  it.each<[what: string, remote: string | undefined, forwardedFor: string | undefined, address: string | null]>([
    ['a client without a proxy', '203.0.113.7', undefined, '203.0.113.7'],
    ['a client that claims to be another', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['one behind a proxy', '10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['one behind two proxies', 'fd00::1', '203.0.113.7, 10.0.0.1', '203.0.113.7'],
    ['one behind a proxy that claims to be another', '10.0.0.1', '198.51.100.1,203.0.113.7', '203.0.113.7'],
    ['one whose proxy says nonsense', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['the proxy itself', '10.0.0.1', undefined, '10.0.0.1'],
    ['an IPv4 client of an IPv6 socket', '::ffff:203.0.113.7', undefined, '203.0.113.7'],
    ['a client over IPv6', '2001:4860::1', undefined, '2001:4860::1'],
    ['a socket that is closed already', undefined, '203.0.113.7', null],
  ])('%s', (...[, remote, forwardedFor, address]) => {
    expect(clientAddress({ remote, forwardedFor }, proxies)).toBe(address)
  })

  it('is, or is not, in one of the blocks', () => {
    const blocks = [toBlock('203.0.113.0/24'), toBlock('2001:4860::/32')]
    expect(['203.0.113.7', '2001:4860::1', '203.0.114.1', 'nonsense', null].map((address) => isAddressIn(address, blocks))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })
})
