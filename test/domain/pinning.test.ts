import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { dialable, faultsOfPinning, notRegistered, type PinMode, toNotRegisteredText, toPin } from '../../src/domain/pinning.js'

const pin = (mode: PinMode, ...addresses: string[]) => toPin(mode, addresses)
const anAddress = fc.oneof(fc.ipV4(), fc.ipV6())

describe('registered addresses (S0-14)', () => {
  it('are addresses and blocks of both families, however they are written', () => {
    const listed = pin('enforce', '8.8.8.0/24', '2001:4860::/32', '1.1.1.1', 'no address')
    expect(listed.blocks).toHaveLength(3)
    const resolved = ['8.8.8.255', '8.8.9.0', '::ffff:8.8.8.8', '2001:4860:0:0:0:0:0:1', '2001:4861::1', '1.1.1.1']
    expect(notRegistered(resolved, listed)).toEqual(['8.8.9.0', '2001:4861::1'])
  })

  it('are the only ones that are dialled where they are enforced, and otherwise make no difference', () => {
    const resolved = ['8.8.8.8', '8.8.4.4']
    expect(dialable(resolved, pin('enforce', '8.8.4.4'))).toEqual(['8.8.4.4'])
    expect(dialable(resolved, pin('enforce', '9.9.9.9'))).toEqual([])
    expect(dialable(resolved, pin('warn', '9.9.9.9'))).toEqual(resolved)
    expect(dialable(resolved, undefined)).toEqual(resolved)
  })

  it('let nothing else through, whatever resolves and whatever is registered', () => {
    fc.assert(
      fc.property(fc.array(anAddress, { maxLength: 6 }), fc.array(anAddress, { maxLength: 6 }), (resolved, listed) => {
        const strict = pin('enforce', ...listed)
        const dialled = dialable(resolved, strict)
        expect(notRegistered(dialled, strict)).toEqual([])
        expect(dialled.length + notRegistered(resolved, strict).length).toBe(resolved.length)
      }),
    )
  })

  it('that are missing are named, not too many of them', () => {
    expect(toNotRegisteredText('shop.example', ['8.8.8.8', '8.8.4.4'])).toBe('shop.example leads to 8.8.8.8, 8.8.4.4: not on the list')
    expect(
      toNotRegisteredText(
        'shop.example',
        Array.from({ length: 10 }, () => '8.8.8.8'),
      ),
    ).toMatch(/8\.8\.8\.8 and 2 more: not on the list$/)
  })
})

describe('the mode in which registered addresses are followed (S0-16)', () => {
  const settings = { pinMode: 'off' as PinMode, url: 'https://shop.example.com/hook', fqdn: null, ipAddresses: [] as string[] }
  const membersOf = (change: object) => faultsOfPinning({ ...settings, ...change }).map(({ member }) => member)

  it('is off, or there is an address', () => {
    expect(membersOf({})).toEqual([])
    expect(membersOf({ pinMode: 'warn' })).toEqual(['ipAddresses'])
    expect(membersOf({ pinMode: 'enforce' })).toEqual(['ipAddresses'])
    expect(membersOf({ pinMode: 'enforce', ipAddresses: ['8.8.8.8'] })).toEqual([])
  })

  it('is strict for a registered name only when that is the one which is called', () => {
    const listed = { ipAddresses: ['8.8.8.8'] }
    expect(membersOf({ ...listed, pinMode: 'enforce', fqdn: 'shop.example.com' })).toEqual([])
    expect(membersOf({ ...listed, pinMode: 'enforce', fqdn: 'other.example.com' })).toEqual(['fqdn'])
    expect(membersOf({ ...listed, pinMode: 'warn', fqdn: 'other.example.com' })).toEqual([])
    expect(membersOf({ pinMode: 'enforce', fqdn: 'other.example.com' })).toEqual(['ipAddresses', 'fqdn'])
  })
})
