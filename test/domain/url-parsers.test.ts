import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { judgeUrl } from '../../src/domain/url-policy.js'
import { aPolicy, closed } from './policies.js'
import { parsers, whatwgHost } from './url-parsers.js'
import { goodUrls, hostileUrls } from './url-spellings.js'

const generous = aPolicy({ allowHttp: true, local: 'all', allow: '0.0.0.0/0, ::/0' })
const isAccepted = (url: string, policy = closed): boolean => judgeUrl(url, policy).ok
/** Whether every reader of URLs would connect to the same host. */
const isAgreedOn = (url: string): boolean => new Set(parsers.map((hostOf) => hostOf(url))).size === 1

describe('spellings of a host', () => {
  it('are more than 300 that are hostile, of which not one is accepted', () => {
    expect(new Set(hostileUrls).size).toBeGreaterThanOrEqual(300)
    expect(hostileUrls.filter((url) => isAccepted(url))).toEqual([])
  })

  it('that parsers do not agree on are accepted by no policy, not even one that allows every address', () => {
    const disputed = hostileUrls.filter((url) => !isAgreedOn(url))
    expect(disputed.length).toBeGreaterThanOrEqual(150)
    expect(disputed.filter((url) => isAccepted(url, generous))).toEqual([])
  })

  it('that nobody has thought of are accepted only when all parsers agree on the host', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '127.0.0.1',
        '8.8.8.8',
        'hooks.example.com',
        '[2a00:1450::1]',
        '[::1]',
        '@',
        ':',
        ':443',
        '\\',
        '/',
        '?',
        '#',
        '%2e',
        '.',
      ),
      fc.string({ unit: fc.constantFrom(...Array.from('a0x.:@/\\%[]-_;,&=~!$*()\'"<>{}|^` \t\u3002\u00adß')), maxLength: 4 }),
    )
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('https://', 'http://', 'https:/', 'https:'),
        (pieces, scheme) => {
          const url = scheme + pieces.join('')
          if (isAccepted(url, generous)) expect([url, isAgreedOn(url)]).toEqual([url, true])
        },
      ),
      { numRuns: 20_000 },
    )
  })
})

describe('URLs of real endpoints', () => {
  it('are more than 200, of which not one is refused', () => {
    expect(new Set(goodUrls).size).toBeGreaterThanOrEqual(200)
    expect(goodUrls.filter((url) => !isAccepted(url))).toEqual([])
  })

  it('keep every byte that their owner has written', () => {
    for (const url of goodUrls) expect(judgeUrl(url, closed)).toMatchObject({ url })
    expect(goodUrls.filter((url) => !isAgreedOn(url)).map((url) => [url, whatwgHost(url)])).toEqual([])
  })
})
