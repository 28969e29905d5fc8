import { type Block, isBlockWithin } from './ip-address.js'

/** What limits an API key besides its scopes. */
export interface KeyLimits {
  readonly environment: 'test' | 'live'
  /** Where it may be used from; anywhere when empty. */
  readonly blocks: readonly Block[]
  /** Null: never. */
  readonly expiresAt: Date | null
}

/** Why a key with the limits `asked` for would do more than one with the limits held; undefined when it would not. */
export function widerThan(held: KeyLimits, asked: KeyLimits): string | undefined {
  if (held.environment === 'test' && asked.environment === 'live') return 'a test key makes no live key'
  const outside = outsideOf(held.blocks, asked.blocks)
  if (outside !== undefined) return `this key may not be used from ${outside} itself: name addresses among its own in allowedAddresses`
  if (held.expiresAt === null || (asked.expiresAt !== null && asked.expiresAt <= held.expiresAt)) return undefined
  return `this key expires itself: let expiresAt be ${held.expiresAt.toISOString()} or before`
}

function outsideOf(held: readonly Block[], asked: readonly Block[]): string | undefined {
  if (held.length === 0) return undefined
  if (asked.length === 0) return 'anywhere'
  return asked.find((block) => !held.some((outer) => isBlockWithin(block, outer)))?.cidr
}
