import type { AdyenCode } from './adyen-codes.js'
import { type JsonText, membersOf } from './json-text.js'
import type { StyledEvent } from './styled-event.js'

/** What Adyen's NotificationRequestItem says, and what its signature covers; decoded texts, but for what is passed on as it is. */
export interface AdyenItem {
  readonly pspReference: string
  readonly originalReference: string | undefined
  readonly merchantAccountCode: string
  readonly merchantReference: string
  readonly amount: AdyenAmount | undefined
  readonly code: AdyenCode
  /** ISO 8601 with the offset of the time zone, without fractions. */
  readonly eventDate: string
  readonly paymentMethod: string | undefined
  readonly reason: string | undefined
  readonly operations: JsonText | undefined
  /** Of the publisher, without a signature. */
  readonly additionalData: ReadonlyMap<string, JsonText>
}

export interface AdyenAmount {
  /** Minor units, as digits. */
  readonly value: string
  readonly currency: string
}

type Resource = ReadonlyMap<string, JsonText>

/** The item of an event: a member that the resource has under Adyen's name, or where our catalogue has it. */
export function toAdyenItem({ id, account, occurredAt }: StyledEvent, code: AdyenCode, given: Resource): AdyenItem {
  const additionalData = inside(given, 'additionalData')
  additionalData.delete('hmacSignature')
  const own = textOf(given.get('id'))
  return {
    pspReference: textOf(given.get('pspReference')) ?? own ?? id,
    originalReference: textOf(given.get('originalReference')) ?? idInside(given, 'payment') ?? (code.modifies && own),
    merchantAccountCode: textOf(given.get('merchantAccountCode')) ?? idInside(given, 'merchant') ?? account,
    merchantReference: textOf(given.get('merchantReference')) ?? '',
    amount: amountOf(given, code),
    code,
    eventDate: `${occurredAt.slice(0, 19)}+00:00`,
    paymentMethod: firstText(given, ['paymentMethod', 'method', 'network']),
    reason: firstText(inside(given, 'reason'), ['text', 'code']) ?? textOf(given.get('reason')),
    operations: listIn(given.get('operations')),
    additionalData,
  }
}

/** The code that a resource of another type brings itself; undefined without one. */
export function codeIn(given: Resource): AdyenCode | undefined {
  const eventCode = textOf(given.get('eventCode'))
  return eventCode === undefined ? undefined : { eventCode, success: textOf(given.get('success')) !== 'false' }
}

const inside = (given: Resource, name: string): Map<string, JsonText> => membersOf(given.get(name) ?? '')
const idInside = (given: Resource, name: string): string | undefined => textOf(inside(given, name).get('id'))
const listIn = (json: JsonText | undefined): JsonText | undefined => (json?.startsWith('[') ? json : undefined)

const firstText = (given: Resource, names: readonly string[]): string | undefined =>
  names.map((name) => textOf(given.get(name))).find((text) => text !== undefined)

/** A text that is not empty, or what a number or a truth value is spelled as. */
function textOf(json: JsonText | undefined): string | undefined {
  if (json === undefined || json === '""' || /^[[{n]/.test(json)) return undefined
  return json.startsWith('"') ? String(JSON.parse(json)) : json
}

/** Adyen's own items that are about no money say so. */
const noMoney: AdyenAmount = { value: '0', currency: 'EUR' }

/** Money as an object, or an amount beside its currency; Adyen knows whole minor units only. */
function amountOf(given: Resource, { eventCode }: AdyenCode): AdyenAmount | undefined {
  const money = given.get('amount')
  const [value, currency] = money?.startsWith('{')
    ? [membersOf(money).get('value'), membersOf(money).get('currency')]
    : [money, given.get('currency')]
  const code = textOf(currency)
  if (value !== undefined && code !== undefined && /^(0|-?[1-9]\d*)$/.test(value)) return { value, currency: code }
  return eventCode === 'NOTIFICATIONTEST' ? noMoney : undefined
}
