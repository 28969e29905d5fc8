import { adyenCodes } from './adyen-codes.js'
import { type AdyenItem, codeIn, toAdyenItem } from './adyen-item.js'
import { type JsonText, membersOf, objectText } from './json-text.js'
import { type Rendered, resourceOf, type StyledEvent } from './styled-event.js'

/**
 * Adyen: a Standard webhook with one item, which is signed where it says `hmacSignature`. Undefined for a type that has no event code of
 * Adyen's and brings none.
 */
export function renderAdyen(event: StyledEvent): Rendered | undefined {
  const given = membersOf(resourceOf(event))
  const code = adyenCodes.get(event.type) ?? codeIn(given)
  if (!code) return undefined
  const item = toAdyenItem(event, code, given)
  const live = event.environment === 'live' && !event.test
  const body = `{"live":"${String(live)}","notificationItems":[{"NotificationRequestItem":${itemText(item)}}]}`
  return { body, headers: {}, innerSignature: { over: signedText(item), at: body.indexOf(opening) + opening.length } }
}

/** Nothing of the event's stands before it. */
const opening = '"hmacSignature":"'

function itemText(item: AdyenItem): JsonText {
  const { amount, code } = item
  return objectText([
    ['additionalData', objectText([['hmacSignature', '""'], ...item.additionalData])],
    ['amount', amount && `{"value":${amount.value},"currency":${JSON.stringify(amount.currency)}}`],
    ['pspReference', JSON.stringify(item.pspReference)],
    ['originalReference', quoted(item.originalReference)],
    ['eventCode', JSON.stringify(code.eventCode)],
    ['eventDate', JSON.stringify(item.eventDate)],
    ['merchantAccountCode', JSON.stringify(item.merchantAccountCode)],
    ['merchantReference', JSON.stringify(item.merchantReference)],
    ['operations', item.operations],
    ['paymentMethod', quoted(item.paymentMethod)],
    ['reason', quoted(item.reason)],
    ['success', `"${String(code.success)}"`],
  ])
}

const quoted = (text: string | undefined): JsonText | undefined => text && JSON.stringify(text)

/** What Adyen signs of an item: these values with colons between them. They are not escaped, as its libraries do not. */
function signedText({ amount, code, ...item }: AdyenItem): string {
  const money = [amount?.value, amount?.currency]
  const references = [item.pspReference, item.originalReference, item.merchantAccountCode, item.merchantReference]
  return [...references, ...money, code.eventCode, code.success].map((value) => value ?? '').join(':')
}
