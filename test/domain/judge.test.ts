import { describe, expect, it } from '@jest/globals'
import type { Answer } from '../../src/domain/delivery-types.js'
import { judge } from '../../src/domain/judge.js'

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

  it.each(['timeout', 'unreachable', 'refused'] as const)('S4-7: tells %s apart, in the words of the one who met it', (kind) => {
    expect(judge({ kind, reason: 'TLS: certificate has expired', timings, address: null })).toEqual({
      outcome: kind,
      reason: 'TLS: certificate has expired',
      status: null,
    })
  })
})
