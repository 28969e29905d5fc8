import { type Clock, type ClockOptions, toClock } from './check-timestamp.js'
import { createJwsDetached, type JwsDetachedRules } from './jws-detached.js'
import { createJwtBody, type JwtBodyRules } from './jwt-body.js'
import { createJwtHeader, type JwtHeaderRules } from './jwt-header.js'
import type { Seen } from './replay-guard.js'
import { createSecuredPayload, type SecuredPayloadRules } from './secured-payload.js'
import { createStandardWebhooks, type StandardWebhooksKeys } from './standard-webhooks.js'
import { createStripe, type StripeRules } from './stripe.js'
import { VerificationError } from './verification-error.js'
import type { SignedRequest, VerifiedWebhook, Verifier, WebhookRequest } from './verified-webhook.js'

export interface ReplayOptions {
  /** Refuses a request that was sent a second time as it was; a retry is signed anew and is none. See createReplayGuard. */
  readonly seen?: Seen
}

export type VerifierOptions =
  | ({ readonly profile: 'standard-webhooks' } & StandardWebhooksKeys & ClockOptions & ReplayOptions)
  | ({ readonly profile: 'stripe' } & StripeRules & ClockOptions)
  | ({ readonly profile: 'jwt-header' } & JwtHeaderRules & ClockOptions & ReplayOptions)
  | ({ readonly profile: 'jwt-body' } & JwtBodyRules & ClockOptions)
  | ({ readonly profile: 'jws-detached' } & JwsDetachedRules)
  | ({ readonly profile: 'secured-payload' } & SecuredPayloadRules)

/** Throws a TypeError for a configuration that could verify nothing, or anything. */
export function createVerifier(options: VerifierOptions): Verifier {
  const check = createCheck(options)
  const guard: ReplayOptions & ClockOptions = 'seen' in options ? options : {}
  const verify = async (request: WebhookRequest): Promise<VerifiedWebhook> => {
    const webhook = await check({ ...request, body: toBytes(request.body) })
    if (guard.seen !== undefined) await refuseSeen(guard.seen, webhook, toClock(guard))
    return webhook
  }
  return Object.assign(verify, { profile: options.profile })
}

function createCheck(options: VerifierOptions): (request: SignedRequest) => VerifiedWebhook | Promise<VerifiedWebhook> {
  switch (options.profile) {
    case 'standard-webhooks':
      return createStandardWebhooks(options, toClock(options))
    case 'stripe':
      return createStripe(options, toClock(options))
    case 'jwt-header':
      return createJwtHeader(options, toClock(options))
    case 'jwt-body':
      return createJwtBody(options, toClock(options))
    case 'jws-detached':
      return createJwsDetached(options)
    case 'secured-payload':
      return createSecuredPayload(options)
  }
}

async function refuseSeen(seen: Seen, { id, signedAt }: VerifiedWebhook, clock: Clock): Promise<void> {
  if (id === undefined || signedAt === undefined) return
  const forgetAt = new Date(signedAt.getTime() + (clock.toleranceSeconds + 1) * 1000)
  if (await seen(`${id}.${signedAt.getTime() / 1000}`, forgetAt))
    throw new VerificationError('replayed', 'This very request was received before: only its copy is refused, a retry is signed anew.')
}

/** A body that is neither bytes nor text was parsed, and its bytes are lost. */
function toBytes(body: unknown): Buffer {
  if (typeof body === 'string') return Buffer.from(body, 'utf8')
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  throw new VerificationError('body_already_parsed', 'The body is neither bytes nor text: hand over the raw body, before any JSON parser.')
}
