export type Json = Readonly<Record<string, unknown>>

/** A schema in the vocabulary of JSON Schema 2020-12. */
export type JsonSchema = boolean | Json

export type Origin = 'bank' | 'processor' | 'network' | 'system' | 'user' | 'api'

export type Domain =
  | 'payments'
  | 'pay-ins'
  | 'refunds'
  | 'chargebacks'
  | 'bank-returns'
  | 'payouts'
  | 'billing'
  | 'tokens'
  | 'cards'
  | 'mandates'
  | 'payment-initiations'
  | 'management'
  | 'posthorn'

/** What an event is a part of (S3-3). */
export type Flow = 'pay-in' | 'payout' | 'dispute' | 'card' | 'bank-account' | 'recurring' | 'management' | 'platform'

/** By what a receiver knows that it has dealt with the same thing before (S4-8): JSON pointers into the native body, and the same in words. */
export interface DedupeKey {
  readonly pointers: readonly string[]
  readonly words: string
}

/** One type of the catalogue. */
export interface EventType {
  readonly type: string
  readonly description: string
  readonly domain: Domain
  readonly product: string
  readonly flow: Flow
  /** Whether something happened to money or to a thing that is kept (S2-16). */
  readonly dataType: 'transaction' | 'object'
  /** Who usually causes it, the most usual first (S2-1). */
  readonly origins: readonly [Origin, ...Origin[]]
  readonly dedupeKey: DedupeKey
  /** Of `data`: complete in itself, every `$ref` leads into its `$defs`. */
  readonly schema: Json
  /** A realistic `data`. */
  readonly example: Json
}
