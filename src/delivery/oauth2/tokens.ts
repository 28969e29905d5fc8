import { LRUCache } from 'lru-cache'
import type { Answer } from '../../domain/delivery-types.js'
import { readTokenAnswer } from '../../domain/oauth2/token-answer.js'
import type { Post } from '../post.js'
import type { SigningKeys } from '../signing-keys.js'
import { type Unanswered, unsent } from '../unsent.js'
import { type Grant, toTokenRequest } from './token-request.js'

export interface Token {
  readonly accessToken: string
  /** By `performance.now()`. */
  readonly usableUntil: number
}

/** With a `failure` nothing is sent to the receiver. */
export type TokenResult =
  | { readonly kind: 'token'; readonly token: Token; readonly remembered: boolean }
  | { readonly kind: 'failure'; readonly failure: Unanswered }

export interface Tokens {
  /**
   * The remembered token of a subscription, or a new one; who asks while one is asked for waits for the same. Rejects only for
   * a fault of our own.
   */
  get(grant: Grant, deadlineMs: number): Promise<TokenResult>
  /** A new one, which is not remembered: for a check. */
  ask(grant: Grant, deadlineMs: number): Promise<TokenResult>
  /** That the receiver does not accept this one any more. */
  forget(grant: Grant, token: Token): void
}

export interface TokensDeps {
  readonly post: (request: Parameters<Post>[0]) => Promise<Answer>
  readonly keys: SigningKeys
  /** Most subscriptions whose token is remembered. */
  readonly max: number
  readonly clock: () => Date
}

/** Access tokens in the memory of this node, each until shortly before its end (RFC 6749 §4.4). */
export function createTokens(deps: TokensDeps): Tokens {
  const known = new LRUCache<string, Token>({ max: deps.max })
  const underWay = new Map<string, Promise<TokenResult>>()
  const renew = async (grant: Grant, deadlineMs: number): Promise<TokenResult> => {
    const result = await askFor(deps, grant, deadlineMs)
    if (result.kind === 'token') known.set(nameOf(grant), result.token)
    return result
  }
  return {
    async get(grant, deadlineMs) {
      const name = nameOf(grant)
      const token = known.get(name)
      if (token && performance.now() < token.usableUntil) return { kind: 'token', token, remembered: true }
      const asked =
        underWay.get(name) ??
        renew(grant, deadlineMs).finally(() => {
          underWay.delete(name)
        })
      underWay.set(name, asked)
      return asked
    },
    ask: (grant, deadlineMs) => askFor(deps, grant, deadlineMs),
    forget(grant, token) {
      if (known.peek(nameOf(grant)) === token) known.delete(nameOf(grant))
    },
  }
}

/** A change of the credential has another name: what was had with the one before is not used again. */
const nameOf = ({ auth, registered }: Grant): string => `${registered.subscription} ${auth.changedAt}`

async function askFor({ post, keys, clock }: TokensDeps, grant: Grant, deadlineMs: number): Promise<TokenResult> {
  const askedAt = performance.now()
  const { auth, registered } = grant
  const request = await toTokenRequest(keys, grant, clock())
  if (!request) return failed('refused', `the account has no ${auth.alg ?? 'ES256'} signing key of its own`, 0)
  const answer = await post({
    ...request,
    url: auth.tokenUrl,
    readsBody: true,
    deadlineMs,
    poolKey: `token ${registered.subscription}:${String(Date.parse(auth.changedAt))}`,
  })
  if (answer.kind !== 'response') return failure(answer.kind, answer.reason, answer)
  if (answer.bodyTruncated || answer.bodyLate) return failure('unreachable', 'the answer is too long, or does not end', answer)
  const read = readTokenAnswer(answer.status, answer.body.toString())
  if (!read.ok) return failure('unreachable', read.reason, answer)
  return { kind: 'token', token: { accessToken: read.accessToken, usableUntil: askedAt + read.usableMs }, remembered: false }
}

const failure = (kind: Unanswered['kind'], reason: string, { timings }: Answer): TokenResult => failed(kind, reason, timings.totalMs)

const failed = (kind: Unanswered['kind'], reason: string, totalMs: number): TokenResult => ({
  kind: 'failure',
  failure: unsent(kind, `token endpoint: ${reason}`, totalMs),
})
