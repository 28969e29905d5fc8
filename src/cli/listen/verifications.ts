import type { SubscriptionWithSecret } from '../../contract/subscriptions.js'
import { createJwks, type JwsAlgorithm, type VerifierOptions } from '../../verify/index.js'
import { usageFailure } from '../failure.js'

export interface Sender {
  /** Address of the API. */
  readonly baseUrl: string
  /** What `iss` of its tokens is. */
  readonly issuer: string
  /** Whether others can call this machine, too. */
  readonly isPublic: boolean
}

/**
 * How what this subscription gets is verified: one for each profile that can be verified here. Throws a usage failure when none can,
 * and others than Posthorn could call.
 */
export function toVerifications(subscription: SubscriptionWithSecret, sender: Sender): VerifierOptions[] {
  const { standardWebhooks, stripe } = subscription.signing
  const secrets = [subscription.secret]
  const found: VerifierOptions[] = [
    ...(standardWebhooks.includes('v1') ? [{ profile: 'standard-webhooks', secrets } as const] : []),
    ...(stripe ? [{ profile: 'stripe', secrets, header: stripe.header } as const] : []),
    ...tokensOf(subscription, sender),
  ]
  if (found.length > 0 || !sender.isPublic) return found
  throw usageFailure('--endpoint needs a signature that can be verified here: add standard-webhooks to --signing')
}

function tokensOf({ signing, id, account, url }: SubscriptionWithSecret, { baseUrl, issuer }: Sender): VerifierOptions[] {
  const { jwtHeader, jwtBody, jwsDetached, securedPayload } = signing
  if (!jwtHeader && !jwtBody && !jwsDetached && !securedPayload) return []
  const keys = toKeys(`${baseUrl}/v1/jwks/${account}/test`)
  const by = (alg: JwsAlgorithm) => ({ keys, algorithms: [alg] })
  const parties = ({ audience }: NonNullable<typeof jwtBody>) => ({
    issuer,
    audience: audience === 'url' ? url.replace(/\?.*$/s, '') : id,
  })
  return [
    ...(jwtHeader ? [{ profile: 'jwt-header', ...by(jwtHeader.alg), ...parties(jwtHeader), header: jwtHeader.header, url } as const] : []),
    ...(jwtBody ? [{ profile: 'jwt-body', ...by(jwtBody.alg), ...parties(jwtBody) } as const] : []),
    ...(jwsDetached
      ? [{ profile: 'jws-detached', ...by(jwsDetached.alg), header: jwsDetached.header, b64: jwsDetached.b64 } as const]
      : []),
    // what is encrypted is for the receiver's own key
    ...(securedPayload?.encryption === null
      ? [{ profile: 'secured-payload', ...by(securedPayload.alg), member: securedPayload.name } as const]
      : []),
  ]
}

function toKeys(url: string): ReturnType<typeof createJwks> {
  try {
    return createJwks({ url })
  } catch {
    throw usageFailure('tokens are verified with keys that come over https, or from this machine: --url is neither')
  }
}
