/** What a receiver has to answer for an attempt to count as confirmed (S2-14): one of the presets, or a policy of its own. */
export type Confirmation = { readonly name: PresetName } | ({ readonly name: 'custom' } & ConfirmationPolicy)

export interface ConfirmationPolicy {
  /** `202`, or a range such as `200-299`. */
  readonly status: readonly string[]
  readonly body?: BodyRule | undefined
  readonly header?: HeaderRule | undefined
}

/** Texts may hold the templates `{{webhookId}}` and `{{correlationId}}`. */
export type BodyRule = { readonly rule: 'none' } | TextRule | JsonPathRule

export interface TextRule {
  readonly rule: 'equals' | 'contains' | 'startsWith' | 'endsWith'
  readonly text: string
}

export interface JsonPathRule {
  readonly rule: 'jsonPath'
  readonly path: string
  readonly equals: string | number | boolean
  /** Holds as well when the body has nothing at the path. */
  readonly optional?: boolean | undefined
}

/** A header that every request carries, and that the answer has to bring back. */
export interface HeaderRule {
  /** In lower case. */
  readonly name: string
  readonly value: string
}

const anySuccess = ['200-299']

const presets = {
  'http-2xx': { status: anySuccess },
  'http-200': { status: ['200'] },
  'set-push-202': { status: ['202'] },
  'obie-202-echo': { status: ['202'], header: { name: 'x-fapi-interaction-id', value: '{{correlationId}}' } },
  'adyen-accepted': { status: anySuccess, body: { rule: 'contains', text: '[accepted]' } },
  'ok-text': { status: anySuccess, body: { rule: 'equals', text: 'OK' } },
  'unipay-notification-id': { status: anySuccess, body: { rule: 'jsonPath', path: '$.notificationId', equals: '{{webhookId}}' } },
  'json-success-true': { status: anySuccess, body: { rule: 'jsonPath', path: '$.success', equals: true } },
  'anz-rcvd': { status: ['200'], body: { rule: 'jsonPath', path: '$.status', equals: 'RCVD', optional: true } },
} as const satisfies Readonly<Record<string, ConfirmationPolicy>>

export type PresetName = keyof typeof presets

/** A policy made ready for many answers. */
export interface Expectation {
  readonly statuses: readonly (readonly [from: number, to: number])[]
  /** As it was written, for reasons. */
  readonly statusText: string
  /** Undefined: no body is read for it. */
  readonly body: TextRule | JsonPathRule | undefined
  readonly header: HeaderRule | undefined
}

export function toExpectation(confirmation: Confirmation): Expectation {
  const { status, body, header }: ConfirmationPolicy = confirmation.name === 'custom' ? confirmation : presets[confirmation.name]
  return {
    statuses: status.map(toRange),
    statusText: status.join(', '),
    body: body?.rule === 'none' ? undefined : body,
    header,
  }
}

function toRange(text: string): readonly [from: number, to: number] {
  const [from, to = from] = text.split('-').map(Number)
  return [from as number, to as number]
}
