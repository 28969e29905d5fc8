import { nextAt, type Rate, type RateLimit, rateOf, windowOf } from '../domain/rate-limit.js'

/** What a subscription with a rate limit was sent by this node. */
export interface Pace {
  limit: RateLimit
  readonly begin: (now: number) => Begun
  /** When the next may begin; Infinity while only the end of one that is open can make room. */
  readonly nextAt: (now: number) => number
}

/** One that may be sent. */
export interface Begun {
  readonly end: (now: number) => void
  /** It was not sent, and counts as if it had never begun. */
  readonly withdraw: () => void
}

/** The most live nodes within a span of so many milliseconds; undefined while that is not known. */
export type NodesWithin = (windowMs: number, now: number) => number | undefined

const ASK_AGAIN_MS = 1_000

/** Remembers as many ends as the rate may ask for. */
export function createPace(given: RateLimit, nodesWithin: NodesWithin): Pace {
  const sent = { open: 0, beganAt: -Infinity, ends: [] as number[] }
  const rateAt = (now: number): Rate | undefined => {
    const nodes = nodesWithin(windowOf(pace.limit), now)
    return nodes === undefined ? undefined : rateOf(pace.limit, nodes)
  }
  const pace: Pace = {
    limit: given,
    begin(now) {
      const before = sent.beganAt
      sent.open += 1
      sent.beganAt = now
      return {
        end(endedAt) {
          sent.open -= 1
          sent.ends.push(endedAt)
          if (sent.ends.length > 2 * pace.limit.requests) sent.ends = sent.ends.slice(-pace.limit.requests)
        },
        withdraw() {
          sent.open -= 1
          if (sent.beganAt === now) sent.beganAt = before
        },
      }
    },
    nextAt(now) {
      const rate = rateAt(now)
      return rate ? nextAt(sent, rate) : now + ASK_AGAIN_MS
    },
  }
  return pace
}
