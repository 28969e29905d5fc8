import { type JsonText, membersOf, objectText } from './json-text.js'

/** The resource of an event under ANZ's names, and what its payer did to a mandate. */
export interface AnzResource {
  readonly given: ReadonlyMap<string, JsonText>
  readonly change: string | undefined
}

type Derive = (resource: AnzResource) => JsonText | undefined

const statuses: ReadonlyMap<string | undefined, string> = new Map([
  ['"created"', '"CRTD"'],
  ['"active"', '"ACTV"'],
  ['"suspended"', '"SUSD"'],
  ['"cancelled"', '"CNCD"'],
])

/** Where a member that ANZ documents stands in a resource as the catalogue describes it. */
const derivations: ReadonlyMap<string, Derive> = new Map<string, Derive>([
  ['mandate_identification', ({ given }) => given.get('id')],
  ['mandate_status', ({ given }) => statuses.get(given.get('status'))],
  ['resolution_event', resolutionOf],
  [
    'details',
    ({ given, change }) => change && objectText([['status_change', objectText([['change', JSON.stringify(change)], ...reasonOf(given)])]]),
  ],
  ['error', ({ given }) => errorOf(inside(given, 'reason'))],
  ['transaction_status_reason_code', ({ given }) => reasonCodeOf(given)],
  ['transaction_status_additional_information', ({ given }) => listOf(inside(given, 'reason').get('text'))],
  ['original_transaction_reference', ({ given }) => present([...amountOf(given), ...mandateOf(given)])],
  ['narrative', ({ given }) => given.get('question')],
  ['mandate_details', ({ given }) => present(mandateOf(given))],
])

/** A member of ANZ's that the publisher has not given by name; undefined when the resource does not tell it. */
export const derivedMember = (resource: AnzResource, name: string): JsonText | undefined => derivations.get(name)?.(resource)

type Members = readonly (readonly [string, JsonText | undefined])[]

const inside = (given: AnzResource['given'], name: string) => membersOf(given.get(name) ?? '')
const present = (members: Members): JsonText | undefined =>
  members.every(([, value]) => value === undefined) ? undefined : objectText(members)
const listOf = (item: JsonText | undefined): JsonText | undefined => item && `[${item}]`

/** Money as an object, or an amount beside its currency. */
function amountOf(given: AnzResource['given']): Members {
  const [amount, currency] = [given.get('amount'), given.get('currency')]
  const beside =
    currency &&
    amount &&
    objectText([
      ['currency', currency],
      ['amount', amount],
    ])
  return [['instructed_amount', amount?.startsWith('{') ? amount : beside]]
}

const mandateOf = (given: AnzResource['given']): Members => [['mandate_identification', inside(given, 'mandate').get('id')]]

/** ANZ's reason codes have four letters or digits; another code is not sent, its text is. */
function reasonCodeOf(given: AnzResource['given']): JsonText | undefined {
  const code = given.get('reason_code') ?? inside(given, 'reason').get('code')
  return code !== undefined && /^"[A-Za-z0-9]{4}"$/.test(code) ? code : undefined
}

const reasonOf = (given: AnzResource['given']): Members => [
  ['reason_code', reasonCodeOf(given)],
  ['reason_description', given.get('reason_description') ?? inside(given, 'reason').get('text')],
]

/** The reason of a status change is told with the change itself. */
function resolutionOf({ given, change }: AnzResource): JsonText | undefined {
  return change === undefined && reasonCodeOf(given) !== undefined ? objectText(reasonOf(given)) : undefined
}

/** An error is transient when another try can help, else logical. */
function errorOf(reason: ReadonlyMap<string, JsonText>): JsonText | undefined {
  if (!reason.has('code')) return undefined
  const severity = reason.get('retryable') === 'true' ? '"TRAN"' : '"LOGI"'
  return objectText([
    ['code', reason.get('code')],
    ['severity', severity],
    ['text', reason.get('text')],
  ])
}
