import { signStandardWebhook } from '../crypto/standard-webhooks.js'
import type { Rendered } from '../domain/styles/styled-event.js'
import type { Endpoint } from './endpoints.js'

export interface SignedRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const USER_AGENT = 'Posthorn/0.1'

/** The request of one attempt: exactly the rendered bytes, signed with the time of this attempt (Standard Webhooks; signing.md). */
export function signRequest(
  { id, body, headers }: Rendered & { readonly id: string },
  endpoint: Pick<Endpoint, 'url' | 'secretsAt'>,
  now: Date,
): SignedRequest {
  const timestampSeconds = Math.floor(now.getTime() / 1000)
  return {
    url: endpoint.url,
    body,
    headers: {
      ...headers,
      'content-type': 'application/json',
      'user-agent': USER_AGENT,
      'webhook-id': id,
      'webhook-timestamp': String(timestampSeconds),
      'webhook-signature': signStandardWebhook(endpoint.secretsAt(now), { id, timestampSeconds, body }),
    },
  }
}
