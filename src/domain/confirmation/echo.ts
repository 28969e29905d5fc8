import { messageUuid } from '../styles/message-uuid.js'
import type { Expectation } from './confirmation.js'

/** What the templates of a confirmation policy stand for in one notification. */
export interface EchoValues {
  readonly webhookId: string
  readonly correlationId: string
}

/** The stored event, of which the envelope alone is opened. */
export interface EchoSource {
  readonly id: string
  readonly body: string
  readonly dataAt: number
}

/**
 * The event's correlation id, or, where it has none or one that no header can carry, a UUID made from the notification's id:
 * the same on every attempt.
 */
export function echoValues({ id, body, dataAt }: EchoSource): EchoValues {
  const { correlationId } = JSON.parse(`${body.slice(0, dataAt)}null}`) as { readonly correlationId?: string }
  return { webhookId: id, correlationId: correlationId !== undefined && isHeaderValue(correlationId) ? correlationId : messageUuid(id) }
}

/** What every request carries because the answer has to bring it back; lower-case names. */
export function echoHeaders({ header }: Expectation, values: () => EchoValues): Readonly<Record<string, string>> {
  return header ? { [header.name]: fillTemplate(header.value, values()) } : none
}

const none = {}

export const fillTemplate = (template: string, values: EchoValues): string =>
  template.replace(/\{\{(webhookId|correlationId)\}\}/g, (_, name: keyof EchoValues) => values[name])

const isHeaderValue = (value: string): boolean => /^[!-~]([ -~]*[!-~])?$/.test(value)
