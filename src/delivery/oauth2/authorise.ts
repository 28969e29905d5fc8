import { type Credentials, noCredentials, toCredentials } from '../credentials.js'
import type { Unanswered } from '../unsent.js'
import type { Grant } from './token-request.js'
import type { Tokens } from './tokens.js'

/** What an attempt goes on with. */
export interface Authorised {
  readonly credentials: Credentials
  /** Why nothing is sent: there is no token. */
  readonly failure?: Unanswered
  /** What is left of the deadline. */
  readonly leftMs: number
  /** The receiver has answered 401: the token is forgotten. True when it was one of before, so that a new one may be accepted. */
  rejected(): boolean
}

export type Authorise = (grant: Grant, deadlineMs: number) => Promise<Authorised>

/** The token of a subscription as a credential (RFC 6750); the time it takes is part of the attempt's. */
export const createAuthorise =
  (tokens: Pick<Tokens, 'get' | 'forget'>): Authorise =>
  async (grant, deadlineMs) => {
    const startedAt = performance.now()
    const result = await tokens.get(grant, deadlineMs)
    if (result.kind === 'failure') return { credentials: noCredentials, failure: result.failure, leftMs: 0, rejected: () => false }
    const { token, remembered } = result
    return {
      credentials: toBearer(token.accessToken),
      leftMs: leftOf(deadlineMs, performance.now() - startedAt),
      rejected() {
        tokens.forget(grant, token)
        return remembered
      },
    }
  }

export const toBearer = (accessToken: string): Credentials => toCredentials({ kind: 'bearer', changedAt: '' }, accessToken)

/** In tenths of a second, which is how reasons tell it; never none. */
const leftOf = (deadlineMs: number, goneMs: number): number =>
  goneMs < 1 ? deadlineMs : Math.max(100, Math.ceil((deadlineMs - goneMs) / 100) * 100)
