import { audienceOf, type Parties } from './token-claims.js'
import type { Audience } from './signing.js'

/** A notification, as the token in its body tells of it: the same on every attempt. */
export interface EventClaims {
  readonly notification: string
  readonly eventType: string
  /** The publisher's correlation id, or else the id of the event. */
  readonly transaction: string
  readonly madeAtSeconds: number
  readonly occurredAtSeconds: number
  /** What is told of the event, as JSON: not a byte of it is changed. */
  readonly payload: string
}

/** The claims of a security event token as JSON (RFC 8417 §2.2): its one event is named by the address of its type. */
export function setClaims(parties: Parties, audience: Audience, told: EventClaims): string {
  const claims = JSON.stringify({
    iss: parties.issuer,
    aud: audienceOf(parties, audience),
    iat: told.madeAtSeconds,
    jti: told.notification,
    txn: told.transaction,
    toe: told.occurredAtSeconds,
  })
  const uri = JSON.stringify(`${parties.issuer}/v1/event-types/${told.eventType}`)
  return `${claims.slice(0, -1)},"events":{${uri}:${told.payload}}}`
}
