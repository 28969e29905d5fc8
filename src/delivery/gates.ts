import { LRUCache } from 'lru-cache'
import { afterLoad, type Congestion, type Load } from '../domain/congestion.js'
import type { AdmissionDeps, Claimant } from './admission-types.js'
import { createGate, isIdle } from './gate.js'
import { createPace, type NodesWithin, type Pace } from './pace.js'
import type { Gate } from './waiting-types.js'

const REMEMBERED = 10_000

/** The first so many of the gates of an attempt bound what its receiver has to answer; the others, what we have to do. */
export const OF_THE_RECEIVER = 2

/** The gates an attempt has to pass: of its subscription, its host, its account and the node. They are forgotten when nothing needs them. */
export function createGates({ limits, now, nodesWithin }: AdmissionDeps) {
  const known = new Map<string, Gate>()
  const paceOf = createPaces(nodesWithin)
  const congested = new LRUCache<string, Congestion>({ max: REMEMBERED })
  const node = createGate('node', limits.node)

  const gateOf = (key: string, most: number): Gate => {
    const before = known.get(key)
    if (before) return before
    const gate = createGate(key, most)
    known.set(key, gate)
    return gate
  }
  /** The share of this node of what the subscription allows all of them. */
  const ceilingOf = ({ maxConcurrency }: Claimant): number | undefined =>
    maxConcurrency === undefined || maxConcurrency === null
      ? undefined
      : Math.max(1, Math.floor(maxConcurrency / (nodesWithin(0, now()) ?? 1)))
  const bound = (gate: Gate): void => {
    gate.most = Math.min(gate.ceiling, Math.floor(congested.get(gate.key)?.allowed ?? gate.ceiling))
  }
  const ownGate = (claimant: Claimant): Gate => {
    const gate = gateOf(claimant.subscription, limits.subscription)
    if (claimant.maxConcurrency !== undefined) gate.ceiling = ceilingOf(claimant) ?? limits.subscription
    gate.pace = paceOf(claimant)
    bound(gate)
    return gate
  }

  return {
    node,
    of: (claimant: Claimant): readonly Gate[] => [
      ownGate(claimant),
      gateOf(`host ${withoutPort(claimant.host)}`, limits.host),
      gateOf(claimant.account, limits.account),
      node,
    ],
    forget(entered: readonly Gate[]): void {
      for (const gate of entered) if (gate !== node && isIdle(gate)) known.delete(gate.key)
    },
    felt: (own: Gate, load: Load, beganAt: number): void => {
      const after = afterLoad(congested.get(own.key), load, { ceiling: own.ceiling, beganAt, now: now() })
      if (after) congested.set(own.key, after)
      else congested.delete(own.key)
      bound(own)
    },
  }
}

/** The pace of a subscription, as long as it has a limit: what it was sent counts although nothing is open. */
function createPaces(nodesWithin: NodesWithin): (claimant: Claimant) => Pace | undefined {
  const paces = new LRUCache<string, Pace>({ max: REMEMBERED })
  return ({ subscription, rateLimit }) => {
    if (rateLimit === null) paces.delete(subscription)
    const before = paces.get(subscription)
    if (!rateLimit) return before
    const pace = before ?? createPace(rateLimit, nodesWithin)
    pace.limit = rateLimit
    paces.set(subscription, pace)
    return pace
  }
}

const withoutPort = (host: string): string => host.replace(/:\d+$/, '')
