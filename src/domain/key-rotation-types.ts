/** Whose key it is, where it is used, and how it signs: there is one active key for each. */
export interface KeyPlace {
  readonly account: string
  readonly environment: 'test' | 'live'
  readonly alg: string
}

/** `next` is published and signs later, `retiring` has signed and is published still; `retired` and `revoked` are over. */
export type KeyState = 'next' | 'active' | 'retiring' | 'retired' | 'revoked'

/** What the workflow of a rotation asks of the node. */
export interface KeyRotationActivities {
  /** Does what is due of the keys of a place; says in how many milliseconds the next is, null: nothing more is to come. */
  changeKeys(place: KeyPlace): Promise<{ readonly nextInMs: number | null }>
}
