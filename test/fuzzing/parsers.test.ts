import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type BodyRule, toExpectation } from '../../src/domain/confirmation/confirmation.js'
import { refusalToConfirm } from '../../src/domain/confirmation/confirm.js'
import { parseRetryAfter } from '../../src/domain/retry-after.js'
import { judgeUrl } from '../../src/domain/url-policy.js'
import { closed } from '../domain/policies.js'
import { hostileText, longTexts } from './hostile-text.js'

const numRuns = 5_000

describe('the URL of an endpoint', () => {
  const urls = hostileText(
    'https://hooks.example.com/in?token=a%20b',
    'https://8.8.8.8:8443/',
    'https://[2a00:1450:4001:80b::200e]/hook',
    'https://user@xn--bcher-kva.example.com/#f',
  )

  it('whatever it is, is refused or is one that is dialled as it is written', () => {
    fc.assert(
      fc.property(urls, (text) => {
        const judgement = judgeUrl(text, closed)
        if (!judgement.ok) {
          expect(judgement.reason).not.toBe('')
          return
        }
        const { protocol, username, password, host, hash, port } = new URL(text)
        expect({ protocol, username, password, host, hash }).toEqual({ ...harmless, host: judgement.host })
        expect(['', '8443', '8843']).toContain(port)
        expect(text).toMatch(/^https:\/\/[\x21-\x7e]{1,2040}$/)
        expect(text.slice('https://'.length).toLowerCase().startsWith(host)).toBe(true)
      }),
      { numRuns },
    )
  })
  const harmless = { protocol: 'https:', username: '', password: '', hash: '' }

  it.each(longTexts('a', 'a.', 'https://', '%', '@', '[:', '\\'))('of 1 MB is refused: %#', (text) => {
    expect(judgeUrl(`https://${text}`, closed).ok).toBe(false)
  })
})

describe('Retry-After', () => {
  const now = new Date('2025-03-01T12:00:00Z')
  const values = hostileText(
    '120',
    'Sat, 01 Mar 2025 12:00:30 GMT',
    'Saturday, 01-Mar-25 12:00:30 GMT',
    'Sat Mar  1 12:00:30 2025',
    '999999999999999999999',
  )

  it('whatever it says, is a wait of 0 to 24 h, or not understood', () => {
    fc.assert(
      fc.property(values, (text) => {
        const waitMs = parseRetryAfter(text, now)
        if (waitMs === undefined) return
        expect(waitMs).toBeGreaterThanOrEqual(0)
        expect(waitMs).toBeLessThanOrEqual(86_400_000)
        expect(text.trim()).toMatch(/^(\d+|[A-Z][a-z]{2,8},? [\w :-]+)$/)
      }),
      { numRuns },
    )
  })

  it.each(longTexts('Sat, ', ' ', 'a', 'Mar '))('of 1 MB is not understood: %#', (text) => {
    expect(parseRetryAfter(text, now)).toBeUndefined()
  })

  it('of a million digits is 24 h', () => {
    expect(parseRetryAfter('9'.repeat(1_000_000), now)).toBe(86_400_000)
  })
})

describe('an answer that has to confirm', () => {
  const rules = [
    { rule: 'equals', text: 'OK' },
    { rule: 'contains', text: '{{webhookId}}' },
    { rule: 'startsWith', text: '[accepted]' },
    { rule: 'endsWith', text: 'OK' },
    { rule: 'jsonPath', path: '$.notificationId', equals: '{{webhookId}}' },
    { rule: 'jsonPath', path: "$.items[0]['reply id']", equals: 7 },
    { rule: 'jsonPath', path: '$.ok', equals: true },
  ] as const satisfies BodyRule[]
  const values = () => ({ webhookId: 'ntf_1', correlationId: 'corr-1' })
  const refusalOf = (body: BodyRule, text: string) => {
    const answer = { status: 200, headers: {}, body: Buffer.from(text), bodyTruncated: false }
    return refusalToConfirm(answer, toExpectation({ name: 'custom', status: ['200'], body }), values)
  }
  const bodies = hostileText(
    'OK',
    '[accepted]',
    '{"notificationId":"ntf_1"}',
    '{"items":[{"reply id":7}],"ok":true}',
    '\uFEFF {"ok": true} ',
  )

  /** What confirms, by a reader of another kind. */
  const confirms = (rule: BodyRule, text: string): boolean => {
    const body = Buffer.from(text).toString().trim()
    if (rule.rule === 'none') return true
    if (rule.rule === 'equals') return body === rule.text
    if (rule.rule === 'startsWith') return body.startsWith(rule.text)
    if (rule.rule === 'endsWith') return body.endsWith(rule.text)
    if (rule.rule === 'contains') return body.includes('ntf_1')
    return isJson(body)
  }
  const isJson = (text: string): boolean => {
    try {
      JSON.parse(text)
      return true
    } catch {
      return false
    }
  }

  it('whatever it is, never breaks anything, and what is not asked for does not confirm', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rules), bodies, (rule, text) => {
        const refusal = refusalOf(rule, text)
        if (refusal === undefined) expect([rule, text, confirms(rule, text)]).toEqual([rule, text, true])
        else expect(refusal).not.toBe('')
      }),
      { numRuns },
    )
  })

  it.each(longTexts('[', '{"a":', '"\\', '{', ' ', '“', 'ntf_'))('of 1 MB does not confirm: %#', (text) => {
    for (const rule of rules) expect(refusalOf(rule, text)).toBeDefined()
  })
})
