import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { toCredentials } from '../../src/delivery/credentials.js'
import { redactAnswer } from '../../src/delivery/redact.js'
import type { Answer } from '../../src/domain/delivery-types.js'

const timings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 1, totalMs: 2 }
const answerOf = (body: Buffer, headers: Record<string, string> = {}): Answer & { kind: 'response' } => ({
  ...{ kind: 'response', status: 200, headers, body, bodyTruncated: false, timings, address: null },
})
const changedAt = '2026-01-05T10:00:00.000Z'

describe('redactAnswer (S4-20)', () => {
  it('takes a repeated credential out of body and headers, in every form it was sent in', () => {
    const { secrets, headers } = toCredentials({ kind: 'basic', username: 'zoë', changedAt }, 'pässword')
    const sent = headers['authorization'] ?? ''
    expect(Buffer.from(sent.slice('Basic '.length), 'base64').toString()).toBe('zoë:pässword')
    const redacted = redactAnswer(answerOf(Buffer.from(`saw ${sent}, pässword`), { 'x-echo': sent }), secrets)
    expect(redacted).toMatchObject({ headers: { 'x-echo': 'Basic [secret]' } })
    expect(redacted.kind === 'response' && redacted.body.toString()).toBe('saw Basic [secret], [secret]')
  })

  it('changes no byte of anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, secret) => {
        const body = Buffer.from(bytes)
        fc.pre(secret.length < 6 || !body.includes(secret))
        const redacted = redactAnswer(answerOf(body), [secret])
        expect(redacted.kind === 'response' && redacted.body.equals(body)).toBe(true)
      }),
    )
  })

  it('leaves what is no answer as it is', () => {
    const none = { kind: 'timeout', reason: 'no answer within 10 s', timings, address: null } as const
    expect(redactAnswer(none, ['long enough'])).toBe(none)
  })
})
