import type { JsonText } from './json-text.js'
import { membersOf } from './json-text.js'

/** What is stored of an event, and the notification that is to be rendered. */
export interface StoredEvent {
  readonly notificationId: string
  /** The native body; `data` starts at `dataAt` and ends before the last character. */
  readonly body: string
  readonly dataAt: number
  readonly priority: 'attended' | 'unattended'
  readonly dataType: DataType
  /** It did not happen, or is not meant to count. */
  readonly test: boolean
}

/** Whether something happened to money or to a thing that is kept (S2-16). */
export type DataType = 'transaction' | 'object'

/** An event as the styles see it. Instants are RFC 3339 in UTC, with milliseconds. */
export interface StyledEvent {
  readonly notificationId: string
  readonly id: string
  readonly type: string
  readonly occurredAt: string
  readonly createdAt: string
  readonly environment: 'test' | 'live'
  /** Nothing happened: somebody wanted to see an event. */
  readonly test: boolean
  readonly account: string
  readonly correlationId?: string | undefined
  readonly priority: 'attended' | 'unattended'
  readonly dataType: DataType
  /** The value of `data`, byte for byte as it was published. */
  readonly dataText: JsonText
}

/** What a receiver gets, besides what every attempt has: headers in lower case. */
export interface Rendered {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly innerSignature?: InnerSignature | undefined
}

/** A signature that the body itself has a place for. It is made with the secret of the subscription, at each attempt. */
export interface InnerSignature {
  /** The text that is signed. */
  readonly over: string
  /** Where the signature belongs in the body. */
  readonly at: number
}

/** The stored event opened: only the envelope, which is ours, is parsed. */
export function toStyledEvent({ body, dataAt, ...stored }: StoredEvent): StyledEvent {
  const envelope = JSON.parse(`${body.slice(0, dataAt)}null}`) as Omit<StyledEvent, keyof typeof stored | 'dataText'>
  return { ...envelope, ...stored, dataText: body.slice(dataAt, -1) }
}

/** The resource the event is about: `data.object`, or all of `data` when the publisher has put it there. */
export function resourceOf({ dataText }: StyledEvent): JsonText {
  const object = membersOf(dataText).get('object')
  return object?.startsWith('{') ? object : dataText
}
