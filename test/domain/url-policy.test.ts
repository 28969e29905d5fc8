import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { EgressPolicy } from '../../src/domain/egress.js'
import { guessingBits } from '../../src/domain/guessing-bits.js'
import { judgeUrl } from '../../src/domain/url-policy.js'
import { aPolicy, closed, open } from './policies.js'

const loopback = aPolicy({ local: 'loopback' })
const withHttp = aPolicy({ allowHttp: true })
const reasonFor = (url: string, policy: EgressPolicy = closed): string => {
  const judgement = judgeUrl(url, policy)
  return judgement.ok ? 'allowed' : judgement.reason
}

describe('endpoint URLs', () => {
  it.each([
    ['https://hooks.example.com/in', 'hooks.example.com'],
    ['https://hooks.example.com', 'hooks.example.com'],
    ['https://hooks.example.com:443/in', 'hooks.example.com'],
    ['https://hooks.example.com:8443/in?token=a%20b', 'hooks.example.com:8443'],
    ['https://a.b.c.example.co.uk:8843/', 'a.b.c.example.co.uk:8843'],
    ['https://xn--bcher-kva.example.com/', 'xn--bcher-kva.example.com'],
    ['https://shop.xn--p1ai/', 'shop.xn--p1ai'],
    ['https://my_shop.example.com/', 'my_shop.example.com'],
    ['https://8.8.8.8/hook', '8.8.8.8'],
    ['https://[2a00:1450:4001:80b::200e]/hook', '[2a00:1450:4001:80b::200e]'],
  ])('allows %s', (url, host) => {
    expect(judgeUrl(url, closed)).toMatchObject({ ok: true, url, host })
  })

  it.each([
    ['http://hooks.example.com/', 'the URL must begin with https://: http is not allowed here'],
    ['ftp://hooks.example.com/', 'the URL must begin with https://'],
    ['HTTPS://hooks.example.com/', 'the URL must begin with https://'],
    ['https:hooks.example.com/', 'the URL must begin with https://'],
    ['hooks.example.com', 'the URL must begin with https://'],
    ['javascript:alert(1)', 'the URL must begin with https://'],
    ['https://', 'not a URL'],
    ['https://hooks.example.com:99999/', 'not a URL'],
    ['https://[::1/', 'not a URL'],
    ['https://user@hooks.example.com/', 'the URL holds a user name or password'],
    ['https://user:pass@hooks.example.com/', 'the URL holds a user name or password'],
    ['https://@hooks.example.com/', 'the URL holds a user name or password'],
    ['https://hooks.example.com/#part', 'the URL holds a fragment (#)'],
    ['https://hooks.example.com#@10.0.0.1/', 'the URL holds a fragment (#)'],
    ['https://hooks.example.com\\@10.0.0.1/', 'the URL holds a backslash'],
    ['https://hooks%2eexample.com/', 'the host must be written in its canonical form, "hooks.example.com"'],
    ['https://Hooks.Example.com/', 'the host must be written in its canonical form, "hooks.example.com"'],
    ['https:///hooks.example.com/', 'the host must be written in its canonical form, "hooks.example.com"'],
    ['https://hooks.example.com:/', 'the host must be written in its canonical form, "hooks.example.com"'],
    ['https://hooks.example.com:00443/', 'the host must be written in its canonical form, "hooks.example.com"'],
    ['https://2130706433/', 'the host must be written in its canonical form, "127.0.0.1"'],
    ['https://0x7f.1/', 'the host must be written in its canonical form, "127.0.0.1"'],
    ['https://0177.0.0.1/', 'the host must be written in its canonical form, "127.0.0.1"'],
    ['https://[0:0:0:0:0:0:0:1]/', 'the host must be written in its canonical form, "[::1]"'],
    ['https://hooks.example.com./', 'the host ends with a dot'],
    ['https://hooks/', 'the host is a single label: a full public name is needed'],
    ['https://hooks..example.com/', 'the host is not a valid DNS name'],
    ['https://-hooks.example.com/', 'the host is not a valid DNS name'],
    [`https://${'a'.repeat(64)}.example.com/`, 'the host is not a valid DNS name'],
    [`https://${'a.'.repeat(127)}com/`, 'the host is not a valid DNS name'],
    ['https://hooks.example.c0m/', '".c0m" is not a top-level domain'],
    ['https://hooks.example.c/', '".c" is not a top-level domain'],
    ['https://hooks.localhost/', '".localhost" names never resolve on the public internet'],
    ['https://hooks.internal/', '".internal" names never resolve on the public internet'],
    ['https://printer.local/', '".local" names never resolve on the public internet'],
    ['https://router.home.arpa/', '".arpa" names never resolve on the public internet'],
    ['https://hooks.example/', '".example" names never resolve on the public internet'],
    ['https://hooks.example.com:8080/', 'port 8080 is not allowed: use 443, 8443, 8843'],
    ['https://hooks.example.com:22/', 'port 22 is not allowed: use 443, 8443, 8843'],
    ['https://127.0.0.1/', '127.0.0.1 is a loopback address'],
    ['https://169.254.169.254/latest/meta-data', '169.254.169.254 is a link-local or metadata address'],
    ['https://10.0.0.1/', '10.0.0.1 is not a public address (10.0.0.0/8)'],
    ['https://[::1]/', '::1 is a loopback address'],
    ['https://[::ffff:a00:1]/', '::ffff:a00:1 is not a public address (10.0.0.0/8)'],
    ['https://[fd00::1]/', 'fd00::1 is not a public address (outside 2000::/3)'],
  ])('refuses %s', (url, reason) => {
    expect(reasonFor(url)).toBe(reason)
  })

  it.each([
    'https://hooks.example.com/a b',
    'https://hooks.example.com/\t',
    'https://hooks.example.com/\r\nx: y',
    'https://bücher.example.com/',
    'https://hooks.example.com/\u0000',
    ' https://hooks.example.com/',
  ])('refuses what is not printable ASCII: %j', (url) => {
    expect(reasonFor(url)).toMatch(/printable ASCII/)
  })

  it('takes 2,048 characters and not one more', () => {
    const url = `https://hooks.example.com/${'a'.repeat(2048)}`
    expect(reasonFor(url.slice(0, 2048))).toBe('allowed')
    expect(reasonFor(url.slice(0, 2049))).toBe('the URL is longer than 2,048 characters')
  })

  it('never repeats the path or the query: they are secrets', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'http://hooks.example.com',
          'https://hooks',
          'https://10.0.0.1',
          'https://user@a.com',
          'https://hooks.example.com',
          'https://A.com',
        ),
        (base) => {
          expect(JSON.stringify({ ...judgeUrl(`${base}/canary1?q=canary2`, closed), url: '' })).not.toContain('canary')
        },
      ),
    )
  })

  it('never allows a host that is dialled differently from how it is written', () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('abAB01.:@/\\%[]-_xn?#ÿ \t')), maxLength: 24 })
    fc.assert(
      fc.property(text, (authority) => {
        const url = `https://${authority}`
        const judgement = judgeUrl(url, closed)
        if (judgement.ok) expect(url.slice(8).split(/[/?]/)[0]?.replace(/:443$/, '')).toBe(new URL(url).host)
      }),
      { numRuns: 5000 },
    )
  })
})

describe('what an operator opens', () => {
  it.each([
    ['http://127.0.0.1:49152/hook', loopback],
    ['http://localhost:49152/hook', loopback],
    ['https://localhost/hook', loopback],
    ['http://[::1]:49152/hook', loopback],
    ['http://erp:9000/hook', open],
    ['https://erp:9000/hook', open],
    ['http://10.1.2.3:9000/hook', open],
    ['https://10.9.9.9/hook', open],
    ['https://[fd00::1]:9000/hook', open],
    ['http://hooks.example.com/hook', withHttp],
    ['http://hooks.example.com:8080/hook', withHttp],
  ])('allows %s', (url, policy) => {
    expect(reasonFor(url, policy)).toBe('allowed')
    expect(reasonFor(url)).not.toBe('allowed')
  })

  it.each([
    ['http://10.2.0.1:9000/hook', open],
    ['http://erp:9001/hook', open],
    ['http://127.0.0.1:9000/hook', open],
    ['http://localhost:9000/hook', withHttp],
    ['http://a.localhost:9000/hook', loopback],
    ['http://hooks.example.com:9000/hook', withHttp],
    ['http://169.254.169.254/hook', loopback],
    ['http://user@127.0.0.1:9000/hook', loopback],
    ['http://0x7f.1:9000/hook', loopback],
  ])('still refuses %s', (url, policy) => {
    expect(reasonFor(url, policy)).not.toBe('allowed')
  })
})

describe('warnings', () => {
  const warningsFor = (url: string) => {
    const judgement = judgeUrl(url, withHttp)
    return judgement.ok ? judgement.warnings : undefined
  }

  it('tells that http travels unencrypted', () => {
    expect(warningsFor('http://hooks.example.com/k3J9xQ27fLm4Zp81Tt6v')).toEqual(['http: the events travel unencrypted'])
  })

  it('tells that a path is easy to guess', () => {
    expect(warningsFor('https://hooks.example.com/webhook')).toHaveLength(1)
    expect(warningsFor('https://hooks.example.com/in?token=9f86d081884c7d659a2feaa0c55ad015')).toEqual([])
  })

  it.each(['/', '/webhooks/payments', '/a-very-long-path-made-of-words-only', '/2024/01/31/report', '/v1/callback'])(
    'finds %s easy to guess',
    (path) => {
      expect(guessingBits(path)).toBe(0)
    },
  )

  it.each(['/3f2b8c9e-1d4a-4f6b-9c8d-7e5f1a2b3c4d', '/hook/k3J9xQ27fLm4Zp81Tt6v', '/?key=AbCd3fGh1jKlMn0pQrStUv'])(
    'finds %s hard to guess',
    (path) => {
      expect(guessingBits(path)).toBeGreaterThanOrEqual(64)
    },
  )
})
