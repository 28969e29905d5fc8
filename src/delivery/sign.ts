import { signStandardWebhook } from '../crypto/standard-webhooks.js'
import type { Rendered } from '../domain/styles/styled-event.js'
import type { Credentials } from './credentials.js'
import type { Endpoint } from './endpoints.js'

export interface SignedRequest {
  readonly url: string
  /** Nothing secret is among them. */
  readonly headers: Readonly<Record<string, string>>
  /** Sent with the headers, and kept masked. */
  readonly credentials: Credentials
  readonly body: string
}

const USER_AGENT = 'Posthorn/0.1'

/** The request of one attempt: exactly the rendered bytes, signed with the time of this attempt (Standard Webhooks; signing.md). */
export function signRequest(
  { id, body, headers }: Rendered & { readonly id: string },
  endpoint: Pick<Endpoint, 'url' | 'headers' | 'credentials' | 'secretsAt'>,
  now: Date,
): SignedRequest {
  const timestampSeconds = Math.floor(now.getTime() / 1000)
  return {
    url: endpoint.url,
    body,
    credentials: endpoint.credentials,
    headers: {
      ...endpoint.headers,
      ...headers,
      'content-type': 'application/json',
      'user-agent': USER_AGENT,
      'webhook-id': id,
      'webhook-timestamp': String(timestampSeconds),
      'webhook-signature': signStandardWebhook(endpoint.secretsAt(now), { id, timestampSeconds, body }),
    },
  }
}

/** All headers that go out. */
export const sentHeaders = ({ headers, credentials }: SignedRequest): Record<string, string> => ({ ...headers, ...credentials.headers })
