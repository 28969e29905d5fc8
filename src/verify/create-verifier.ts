import { type Clock, type ClockOptions, toClock } from './check-timestamp.js'
import type { Seen } from './replay-guard.js'
import { createStandardWebhooks, type StandardWebhooksKeys } from './standard-webhooks.js'
import { VerificationError } from './verification-error.js'
import type { VerifiedWebhook, Verifier, WebhookRequest } from './verified-webhook.js'

export interface ReplayOptions {
  /** Refuses a request that was sent a second time as it was; a retry is signed anew and is none. See createReplayGuard. */
  readonly seen?: Seen
}

export interface StandardWebhooksOptions extends StandardWebhooksKeys, ClockOptions, ReplayOptions {
  readonly profile: 'standard-webhooks'
}

export type VerifierOptions = StandardWebhooksOptions

/** Throws a TypeError for a configuration that could verify nothing, or anything. */
export function createVerifier(options: VerifierOptions): Verifier {
  const clock = toClock(options)
  const check = createStandardWebhooks(options, clock)
  const verify = async (request: WebhookRequest): Promise<VerifiedWebhook> => {
    const webhook = check({ ...request, body: toBytes(request.body) })
    if (options.seen !== undefined) await refuseSeen(options.seen, webhook, clock)
    return webhook
  }
  return Object.assign(verify, { profile: options.profile })
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
