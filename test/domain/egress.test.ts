import { describe, expect, it } from '@jest/globals'
import { type LocalAccess, parseEgressPolicy } from '../../src/domain/egress.js'

const parse = (allow: string, local: LocalAccess = 'deny') => parseEgressPolicy({ allow, local, allowHttp: false })

describe('the list of what may be delivered to', () => {
  it('is a comma-separated list of CIDR blocks, addresses and host:port', () => {
    const parsed = parse(' 10.0.0.0/8,192.168.1.5 ,ERP.corp:9000, [fd00::5]:443,fd00::/8,,2001:db8::7,crm:080')
    expect(parsed).toMatchObject({ ok: true })
    if (!parsed.ok) return
    expect(parsed.policy.cidrs.map(({ cidr, prefixBits }) => [cidr, prefixBits])).toEqual([
      ['10.0.0.0/8', 8],
      ['192.168.1.5', 32],
      ['fd00::/8', 8],
      ['2001:db8::7', 128],
    ])
    expect([...parsed.policy.hostPorts]).toEqual(['erp.corp:9000', '[fd00::5]:443', 'crm:80'])
  })

  it('may be empty', () => {
    expect(parse('')).toEqual({ ok: true, policy: { local: 'deny', allowHttp: false, cidrs: [], hostPorts: new Set() } })
  })

  it.each([
    ['10.0.0.0/33', '"10.0.0.0/33" needs a prefix length of 0 to 32'],
    ['fd00::/129', '"fd00::/129" needs a prefix length of 0 to 128'],
    ['10.0.0.0/', '"10.0.0.0/" needs a prefix length of 0 to 32'],
    ['10.0.0.0/-1', '"10.0.0.0/-1" needs a prefix length of 0 to 32'],
    ['10.1.2.3/8', '"10.1.2.3/8" has bits set behind its prefix length'],
    ['fd00::1/8', '"fd00::1/8" has bits set behind its prefix length'],
    ['10.0.0.0/8/8', '"10.0.0.0/8/8" is not an address or a CIDR block'],
    ['erp', '"erp" is not an address or a CIDR block'],
    ['erp:0', '"erp:0" is not an address or a CIDR block'],
    ['erp:65536', '"erp:65536" is not an address or a CIDR block'],
    ['10.1:80', '"10.1:80" is not an address or a CIDR block'],
    ['http://erp:80', '"http://erp:80" is not an address or a CIDR block'],
    ['*', '"*" is not an address or a CIDR block'],
    ['fe80::1%eth0', '"fe80::1%eth0" is not an address or a CIDR block'],
  ])('does not accept %s', (allow, reason) => {
    expect(parse(allow)).toEqual({ ok: false, reason: `${reason}; write a CIDR block, an address or host:port` })
  })

  it.each([
    '127.0.0.1',
    '127.0.0.0/8',
    '::1',
    '169.254.169.254',
    '169.254.0.0/16',
    'fe80::/10',
    'fd00:ec2::254',
    '168.63.129.16',
    '100.100.100.200',
    '0.0.0.0',
  ])('opens %s only together with the separate switch', (allow) => {
    const parsed = parse(allow)
    expect(parsed.ok ? '' : parsed.reason).toContain('needs the separate switch')
    expect(parse(allow, 'all').ok).toBe(true)
  })

  it('takes loopback with the loopback switch', () => {
    expect(parse('127.0.0.0/8', 'loopback').ok).toBe(true)
    expect(parse('169.254.169.254', 'loopback').ok).toBe(false)
  })
})
