import { describe, expect, it } from '@jest/globals'
import { defaultSigning, type Signing } from '../../src/domain/signing/signing.js'
import { remedyOf, type Sent, type Trial, trials, whySkipped } from '../../src/domain/trials.js'

const confirmed: Sent = { outcome: 'confirmed', status: 200, durationMs: 10 }
const answered = (status: number): Sent => ({ outcome: 'failed', status, durationMs: 10 })
const late: Sent = { outcome: 'timeout', status: null, durationMs: 100 }

describe('the trials of a receiver', () => {
  it.each<[Trial, readonly Sent[], boolean]>([
    ['good', [confirmed], true],
    ['good', [answered(500)], false],
    ['good', [], false],
    ['duplicate', [confirmed, confirmed], true],
    ['duplicate', [confirmed, answered(409)], false],
    ['out-of-order', [confirmed, confirmed], true],
    ['out-of-order', [confirmed, answered(422)], false],
    ['bad-signature', [answered(401)], true],
    ['bad-signature', [answered(400)], true],
    ['bad-signature', [confirmed], false],
    ['bad-signature', [answered(500)], false],
    ['bad-signature', [answered(429)], false],
    ['bad-signature', [late], false],
    ['expired-timestamp', [answered(403)], true],
    ['expired-timestamp', [answered(302)], false],
    ['slow', [late, confirmed], true],
    ['slow', [confirmed, confirmed], true],
    ['slow', [{ ...late, outcome: 'unreachable' }, confirmed], true],
    ['slow', [late, answered(500)], false],
    ['slow', [late, { ...confirmed, durationMs: 501 }], false],
    ['slow', [late, { ...confirmed, durationMs: 500 }], true],
  ])('%s with %j is passed: %s', (trial, sent, passed) => {
    expect(remedyOf(trial, sent, 1_000) === undefined).toBe(passed)
  })

  it.each(['unreachable', 'refused'] as const)('blame a receiver for nothing that was not sent: %s', (outcome) => {
    const unsent: Sent = { outcome, status: null, durationMs: 1 }
    for (const trial of trials) expect(remedyOf(trial, [unsent, unsent], 1_000)).toMatch(/^nothing could be sent to it: /)
  })

  it('leave out what the signatures of the subscription cannot show', () => {
    const none: Signing = { ...defaultSigning, standardWebhooks: [] }
    const inBody: Signing = { ...none, jwtBody: { alg: 'ES256', audience: 'subscription' } }
    const inHeader: Signing = { ...none, jwtHeader: { alg: 'ES256', header: 'Webhook-JWT', audience: 'subscription' } }
    const skipped = (signing: Signing, name: 'native' | 'adyen' = 'native') =>
      trials.filter((trial) => whySkipped(trial, { signing, style: { name } }) !== undefined)
    expect(skipped(defaultSigning)).toEqual([])
    expect(skipped(inBody)).toEqual(['expired-timestamp'])
    expect(skipped(inHeader)).toEqual([])
    expect(skipped({ ...none, stripe: { header: 'Stripe-Signature' } })).toEqual([])
    expect(skipped(defaultSigning, 'adyen')).toEqual(['expired-timestamp'])
  })
})
