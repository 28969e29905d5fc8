import { signStandardWebhook } from '../crypto/standard-webhooks.js'
import type { OwedRow } from '../db/load-owed.js'
import type { Endpoint } from './endpoints.js'

export interface SignedRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const USER_AGENT = 'Posthorn/0.1'

/** The request of one attempt: the stored bytes, signed with the time of this attempt (Standard Webhooks; signing.md). */
export function signRequest(owed: OwedRow, endpoint: Endpoint, now: Date): SignedRequest {
  const timestampSeconds = Math.floor(now.getTime() / 1000)
  return {
    url: endpoint.url,
    body: owed.body,
    headers: {
      'content-type': 'application/json',
      'user-agent': USER_AGENT,
      'webhook-id': owed.id,
      'webhook-timestamp': String(timestampSeconds),
      'webhook-signature': signStandardWebhook(endpoint.secretsAt(now), { id: owed.id, timestampSeconds, body: owed.body }),
    },
  }
}
