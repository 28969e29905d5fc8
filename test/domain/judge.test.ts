import { describe, expect, it } from '@jest/globals'
import type { Answer } from '../../src/domain/delivery-types.js'
import { type Confirmation, toExpectation } from '../../src/domain/confirmation/confirmation.js'
import { judge as judgeAnswer, unconfirmed } from '../../src/domain/judge.js'

const judge = (answer: Answer, confirmation: Confirmation = { name: 'http-2xx' }) =>
  judgeAnswer(answer, toExpectation(confirmation), () => ({ webhookId: 'ntf_1', correlationId: 'c' }))

const timings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 1, totalMs: 2 }
const anAnswer = (status: number): Answer => ({
  kind: 'response',
  status,
  headers: {},
  body: Buffer.from('{"error":"no"}'),
  bodyTruncated: false,
  timings,
  address: '192.0.2.1',
})

describe('judge', () => {
  it.each([200, 201, 202, 204, 299])('S4-12: %p confirms', (status) => {
    expect(judge(anAnswer(status))).toEqual({ outcome: 'confirmed', reason: `HTTP ${status}`, status })
  })

  it.each([
    [199, 'HTTP 199'],
    [300, 'HTTP 300: redirects are not followed'],
    [302, 'HTTP 302: redirects are not followed'],
    [399, 'HTTP 399: redirects are not followed'],
    [400, 'HTTP 400'],
    [401, 'HTTP 401: credential rejected'],
    [403, 'HTTP 403: credential rejected'],
    [404, 'HTTP 404'],
    [410, 'HTTP 410: gone'],
    [429, 'HTTP 429'],
    [500, 'HTTP 500'],
    [503, 'HTTP 503'],
    [999, 'HTTP 999'],
  ])('S4-14: %p has failed', (status, reason) => {
    expect(judge(anAnswer(status))).toEqual({ outcome: 'failed', reason, status })
  })

  it('S2-14: an answer that is fine and is not what the subscription expects is unconfirmed', () => {
    const reason = 'HTTP 200, unconfirmed: body has no $.notificationId'
    expect(judge(anAnswer(200), { name: 'unipay-notification-id' })).toEqual({ outcome: 'unconfirmed', reason, status: 200 })
    expect(reason.startsWith(unconfirmed(200))).toBe(true)
    expect(judge(anAnswer(204), { name: 'http-200' })).toMatchObject({ outcome: 'unconfirmed', status: 204 })
    expect(judge(anAnswer(503), { name: 'unipay-notification-id' })).toMatchObject({ outcome: 'failed', reason: 'HTTP 503' })
  })

  it('reads no body that nobody asks for', () => {
    const body = { toString: () => expect(true).toBe(false) }
    expect(judge({ ...anAnswer(200), body } as unknown as Answer)).toMatchObject({ outcome: 'confirmed' })
  })

  it.each(['timeout', 'unreachable', 'refused'] as const)('S4-7: tells %s apart, in the words of the one who met it', (kind) => {
    expect(judge({ kind, reason: 'TLS: certificate has expired', timings, address: null })).toEqual({
      outcome: kind,
      reason: 'TLS: certificate has expired',
      status: null,
    })
  })

  it('S0-14: remarks on what went to an address that is not registered, whatever came of it', () => {
    const unregistered = true
    const remark = '; address_not_registered: 192.0.2.1 is not on the list'
    expect(judge({ ...anAnswer(200), unregistered })).toMatchObject({ outcome: 'confirmed', reason: `HTTP 200${remark}` })
    const late = { kind: 'timeout', reason: 'no answer within 10 s', timings, address: '192.0.2.1', unregistered } as const
    expect(judge(late)).toMatchObject({ outcome: 'timeout', reason: `no answer within 10 s${remark}` })
    const refused = { kind: 'refused', reason: 'address_not_registered: …', timings, address: null, unregistered } as const
    expect(judge(refused).reason).toBe(refused.reason)
  })
})
