import type { Answer, Judgement } from '../delivery-types.js'

/** The codes with which a receiver refuses a security event token (RFC 8935 §2.4), in our words. */
const meanings: Readonly<Record<string, string>> = {
  invalid_request: 'it could not be parsed as a security event token',
  invalid_key: 'a key of it is invalid, or not acceptable',
  invalid_issuer: 'its issuer is not known there',
  invalid_audience: 'its audience is not the receiver',
  authentication_failed: 'the sender could not be authenticated',
  access_denied: 'the sender may not deliver it',
}

/**
 * Why a token was refused, if the receiver says so (RFC 8935 §2.3). The description that comes with it is the receiver's own text: it is
 * kept with the answer and not told on.
 */
export function withSetError(judgement: Judgement, answer: Answer): Judgement {
  if (answer.kind !== 'response' || answer.status !== 400) return judgement
  const code = codeIn(answer.body.toString('utf8'))
  const meaning = code !== undefined && Object.hasOwn(meanings, code) ? meanings[code] : undefined
  return meaning === undefined ? judgement : { ...judgement, reason: `${judgement.reason}: ${String(code)}, ${meaning}` }
}

function codeIn(text: string): string | undefined {
  try {
    const { err } = Object(JSON.parse(text)) as { readonly err?: unknown }
    return typeof err === 'string' ? err : undefined
  } catch {
    return undefined
  }
}
