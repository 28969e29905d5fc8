/** What of its registration a token tells. */
export interface Registered {
  readonly subscription: string
  readonly account: string
  readonly environment: 'test' | 'live'
  /** The project, or else the account, it is registered for. */
  readonly subject: string
}
