import { membersOf, objectText } from './json-text.js'
import { type Rendered, resourceOf, type StyledEvent } from './styled-event.js'

/** `substate` and the ISO 20022 status `code` that goes with it when the publisher names none (PayNet, DuitNow Pay: Update Payment Status). */
const statuses: ReadonlyMap<string, { substate: string; code: string }> = new Map([
  ['payment.settled', { substate: 'CLEARED', code: 'ACSP' }],
  ['payment.pending', { substate: 'RECEIVED', code: 'ACTC' }],
  ['payment.authorised', { substate: 'PENDAUTH', code: 'ACTC' }],
  ['payment.failed', { substate: 'REJECTED', code: 'RJCT' }],
])

/** PayNet: the webhook Update Payment Status. Undefined for a type it has no status for. */
export function renderPaynet(event: StyledEvent): Rendered | undefined {
  const status = statuses.get(event.type)
  if (!status) return undefined
  const resource = membersOf(resourceOf(event))
  const given = new Map([...resource, ...membersOf(resource.get('paymentStatus') ?? '')])
  const paymentStatus = objectText([
    ['payerName', given.get('payerName')],
    ['code', given.get('code') ?? JSON.stringify(status.code)],
    ['substate', JSON.stringify(status.substate)],
    ['message', given.get('message') ?? membersOf(given.get('reason') ?? '').get('code')],
  ])
  const names = ['checkoutId', 'endToEndId', 'paymentStatus', 'issuer', 'paymentMethod']
  return { body: objectText(names.map((name) => [name, name === 'paymentStatus' ? paymentStatus : given.get(name)])), headers: {} }
}
