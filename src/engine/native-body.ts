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
  readonly correlationId: string | undefined
  readonly test: boolean
}

const API_VERSION = '2026-11-01'

/**
 * The native body: built once, at publishing, by splicing the received bytes of `data` into the envelope.
 * `dataAt` is where they start; they end before the last character.
 */
export function nativeBody(envelope: Envelope, dataText: string): { body: string; dataAt: number } {
  const { id, type, occurredAt, createdAt, environment, account, project, origin, correlationId, test } = envelope
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
    correlationId,
    test: test || undefined,
  })
  const opening = `${head.slice(0, -1)},"data":`
  return { body: `${opening}${dataText}}`, dataAt: opening.length }
}
