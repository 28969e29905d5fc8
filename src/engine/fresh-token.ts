import { toBearer } from '../delivery/oauth2/authorise.js'
import type { Grant } from '../delivery/oauth2/token-request.js'
import type { Tokens } from '../delivery/oauth2/tokens.js'
import { EgressProxyFault } from '../delivery/outbound/proxy.js'
import type { Signatory } from '../delivery/message.js'

export interface FreshToken {
  readonly given?: Pick<Signatory, 'credentials'>
  /** Why there is none. */
  readonly unsent?: string
}

/** Of the time for whoever asks, at most this. */
const MAX_TOKEN_MS = 12_000

/** A new one: a remembered token would hide what has happened to the credential since. */
export async function askForToken(
  { tokens }: { readonly tokens: Pick<Tokens, 'ask'> },
  grant: Grant,
  timeoutMs: number,
): Promise<FreshToken> {
  try {
    const result = await tokens.ask(grant, Math.min(timeoutMs, MAX_TOKEN_MS))
    return result.kind === 'token' ? { given: { credentials: toBearer(result.token.accessToken) } } : { unsent: result.failure.reason }
  } catch (error) {
    if (error instanceof EgressProxyFault) return { unsent: `token endpoint: ${error.message}` }
    throw error
  }
}
