import { objectText } from './json-text.js'
import type { Rendered, StyledEvent } from './styled-event.js'

/** What i-payout calls its own events (its developer portal, Webhook Events), where the rule below does not come to it. */
const names: ReadonlyMap<string, string> = new Map([
  ['bank_account.created', 'CUSTOMER.BANK.CREATED'],
  ['bank_account.updated', 'CUSTOMER.BANK.UPDATED'],
  ['subscription.created', 'CUSTOMER.SUBSCRIPTION.CREATED'],
  ['subscription.status_changed', 'CUSTOMER.SUBSCRIPTION.STATUS.UPDATED'],
])

/** i-payout: the event is named as in its Create Webhook call; the JSON object tells the details (S3-12). */
export function renderIpayout({ notificationId, type, occurredAt, createdAt, dataText }: StyledEvent): Rendered {
  const members = Object.entries({ event: ipayoutName(type), notificationId, occurredAt, createdAt })
  return { body: objectText([...members.map(([name, value]) => [name, JSON.stringify(value)] as const), ['data', dataText]]), headers: {} }
}

/** i-payout's name of a type; one it has no name for is built as its own are: upper case, dotted, a change of status is `STATUS.UPDATED`. */
export function ipayoutName(type: string): string {
  return (
    names.get(type) ??
    type
      .replace(/\.status_changed$/, '.status.updated')
      .replaceAll('_', '.')
      .toUpperCase()
  )
}
