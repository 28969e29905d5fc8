import type { Rendered } from '../domain/styles/styled-event.js'
import type { Endpoint } from './endpoints.js'

/** The rendered bytes of one attempt. */
export interface Message extends Rendered {
  readonly id: string
  readonly eventType: string
  readonly attempt: number
  readonly stored: StoredMessage
}

/** What is stored of the event and of its notification. */
export interface StoredMessage {
  readonly body: string
  readonly dataAt: number
  readonly createdAt: Date
  readonly keptBody: string | null
}

/** Of an endpoint, what its messages are signed with. */
export type Signatory = Pick<Endpoint, 'url' | 'headers' | 'credentials' | 'secretsAt' | 'signing' | 'recipient' | 'registered'>
