import type { Outcome } from './delivery-types.js'
import type { Signing } from './signing/signing.js'
import type { Style } from './styles/style.js'

/** How a receiver is tried: what it should stand, and what it should refuse. */
export const trials = ['good', 'duplicate', 'out-of-order', 'bad-signature', 'expired-timestamp', 'slow'] as const
export type Trial = (typeof trials)[number]

/** One request of a trial. */
export interface Sending {
  /** For people. */
  readonly what: string
  readonly fact: 'earlier' | 'later'
  /** What a good receiver does with it; null: whatever it likes. */
  readonly expected: 'confirmed' | 'refused' | null
  readonly signedAgoSeconds?: number
  /** After it was signed. */
  readonly altered?: true
  /** Nobody waits for the answer. */
  readonly givenUp?: true
}

const ping: Sending = { what: 'a signed event', fact: 'later', expected: 'confirmed' }
const again: Sending = { ...ping, what: 'the same event again' }

export const sendingsOf: Readonly<Record<Trial, readonly Sending[]>> = {
  good: [ping],
  duplicate: [ping, again],
  'out-of-order': [
    { ...ping, what: 'the later of two events' },
    { ...ping, what: 'the earlier one', fact: 'earlier' },
  ],
  'bad-signature': [{ ...ping, what: 'an event that was altered after it was signed', expected: 'refused', altered: true }],
  'expired-timestamp': [{ ...ping, what: 'an event that was signed an hour ago', expected: 'refused', signedAgoSeconds: 3_600 }],
  slow: [{ ...ping, what: 'an event whose answer nobody waits for', expected: null, givenUp: true }, again],
}

/** Why a subscription's receiver is not tried so; undefined when it is. */
export function whySkipped(trial: Trial, { signing, style }: { readonly signing: Signing; readonly style: Style }): string | undefined {
  const { standardWebhooks, jwtHeader, stripe } = signing
  // whoever takes Adyen's messages looks at the signature in the item alone
  const isTimed = style.name !== 'adyen' && (standardWebhooks.length > 0 || jwtHeader !== null || stripe !== null)
  return trial === 'expired-timestamp' && !isTimed ? 'what the receiver verifies has no time of the attempt' : undefined
}

/** What became of one request. */
export interface Sent {
  readonly outcome: Outcome
  readonly status: number | null
  readonly durationMs: number
}

/** What to do about it; undefined when the receiver did what it should. */
export function remedyOf(trial: Trial, sent: readonly Sent[], timeoutMs: number): string | undefined {
  const sendings = sendingsOf[trial]
  if (sendings.some(({ expected }, at) => expected !== null && isUnsent(sent[at]))) return unsent
  const isWrong = sendings.some(({ expected }, at) => !isAsExpected(expected, sent[at]))
  if (isWrong) return remedies[trial]
  const slowestMs = Math.max(...sent.slice(-1).map(({ durationMs }) => durationMs))
  return trial === 'slow' && slowestMs * 2 > timeoutMs ? tooSlow : undefined
}

const isUnsent = (sent: Sent | undefined): boolean => sent?.outcome === 'unreachable' || sent?.outcome === 'refused'

function isAsExpected(expected: Sending['expected'], sent: Sent | undefined): boolean {
  if (expected === null) return true
  return expected === 'confirmed' ? sent?.outcome === 'confirmed' : isRefusal(sent?.status ?? 0)
}

/** What is sent again later is no refusal. */
const passing: readonly number[] = [408, 425, 429]
const isRefusal = (status: number): boolean => status >= 400 && status < 500 && !passing.includes(status)

const unsent = 'nothing could be sent to it: posthorn subscriptions check says why, step by step'
const tooSlow = 'it took more than half of the time-out: note the event, answer, and do the work afterwards'
const remedies: Readonly<Record<Trial, string>> = {
  good: 'a properly signed event was not confirmed: posthorn subscriptions check says why, step by step',
  duplicate: 'the same webhook-id again must be answered like the first time: remember it, confirm, and do nothing else',
  'out-of-order': 'events do not come in the order in which they happened: confirm each, and compare occurredAt or sequence before you act',
  'bad-signature': 'verify the signature over the raw bytes of the body before anything else, and answer 401 or 400 when it is wrong',
  'expired-timestamp': 'refuse what was signed more than five minutes ago with 401 or 400: somebody may have recorded it',
  slow: 'an event that was sent again, because its answer came too late, must be confirmed: remember the webhook-id before the work',
}
