/** Who changed what the event tells of (S2-8). */
export interface Actor {
  readonly kind: 'user' | 'client' | 'system'
  /** A reference of the publisher's. */
  readonly id: string
}

/** What the envelope says of an event besides its data. */
export interface Envelope {
  readonly id: string
  readonly type: string
  readonly occurredAt: Date
  readonly createdAt: Date
  readonly environment: 'test' | 'live'
  readonly account: string
  readonly project: string | undefined
  readonly origin: string
  readonly actor: Actor | undefined
  /** Key of what the event is about. */
  readonly resource: string | undefined
  readonly correlationId: string | undefined
  readonly test: boolean
}

const API_VERSION = '2026-11-01'

/** A native body without the number of the event among those of its resource, which the database knows. */
export interface NativeBody {
  readonly body: string
  /** Where the bytes of `data` start; they end before the last character. */
  readonly dataAt: number
  /** Where the number belongs, in code points; undefined without a resource. */
  readonly sequenceAt: number | undefined
}

/** The native body: built once, at publishing, by splicing the received bytes of `data` into the envelope. */
export function nativeBody(envelope: Envelope, dataText: string): NativeBody {
  const { id, type, occurredAt, createdAt, environment, account, project, origin, actor, correlationId, test, resource } = envelope
  const head = JSON.stringify({
    id,
    type,
    apiVersion: API_VERSION,
    occurredAt,
    createdAt,
    environment,
    account,
    project,
    origin,
    actor,
    correlationId,
    test: test || undefined,
    resource,
  })
  const told = head.slice(0, -1)
  const numbered = resource === undefined ? told : `${told},"sequence":`
  const opening = `${numbered},"data":`
  return {
    body: `${opening}${dataText}}`,
    dataAt: opening.length,
    sequenceAt: resource === undefined ? undefined : Array.from(numbered).length,
  }
}
