import { objectText } from './json-text.js'
import type { Rendered, StyledEvent } from './styled-event.js'

/** What UniPay Gateway calls its own events (its Webhook API, integration notes). */
const names: ReadonlyMap<string, string> = new Map([
  ['chargeback.opened', 'processing.chargeback-processed'],
  ['notice_of_change.received', 'processing.noc-processed'],
  ['return.received', 'processing.return-processed'],
  ['reversal.received', 'processing.reversal-processed'],
  ['subscription.status_changed', 'billing.subscription-modified'],
  ['payment_option.created', 'billing.payment-option-created'],
  ['merchant.updated', 'management.merchant-modified'],
])

/** The group of a resource; all others are `processing`. */
const groups: ReadonlyMap<string, string> = new Map([
  ['subscription', 'billing'],
  ['payment_option', 'billing'],
  ['billing_transaction', 'billing'],
  ['allocation', 'billing'],
  ['customer', 'management'],
  ['bank_account', 'management'],
  ['merchant', 'management'],
  ['terminal', 'management'],
])

/** UniPay Gateway: `notificationId`, which its receivers echo to confirm, and `dataType` (S2-14, S2-16). */
export function renderUnipay({ notificationId, type, dataType, occurredAt, createdAt, dataText }: StyledEvent): Rendered {
  const marker = dataType === 'object' ? 'Object' : 'Transaction'
  const head = { notificationId, type: unipayName(type), dataType: marker, occurredAt, createdAt }
  const members = Object.entries(head).map(([name, value]) => [name, JSON.stringify(value)] as const)
  return { body: objectText([...members, ['data', dataText]]), headers: {} }
}

/** UniPay's name of a type; one it has no name for is built as its own are: `group.resource-happened`, a change is `modified`. */
export function unipayName(type: string): string {
  const group = groups.get(type.slice(0, type.indexOf('.'))) ?? 'processing'
  const event = type.replace(/\.(updated|status_changed)$/, '.modified').replace(/[._]/g, '-')
  return names.get(type) ?? `${group}.${event}`
}
