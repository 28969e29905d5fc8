/** Whose key it is, where it is used, and how it signs: there is one active key for each. */
export interface KeyPlace {
  readonly account: string
  readonly environment: 'test' | 'live'
  readonly alg: string
}

/** `next` is published and signs later, `retiring` has signed and is published still; `retired` and `revoked` are over. */
export type KeyState = 'next' | 'active' | 'retiring' | 'retired' | 'revoked'
