/** What a token endpoint has given; `usableMs` counts from the moment it was asked. */
export type TokenAnswer =
  | { readonly ok: true; readonly accessToken: string; readonly usableMs: number }
  /** For an integrator to read: never anything of the answer but a code that a standard knows. */
  | { readonly ok: false; readonly reason: string }

/** RFC 6749 §5.2, RFC 8707 §2, and what servers say that have a fault of their own. */
const knownErrors: ReadonlySet<unknown> = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
  'access_denied',
  'server_error',
  'temporarily_unavailable',
])

/** Of a token whose end nobody has told. */
const unknownLifeSeconds = 300
const longestLifeSeconds = 86_400
/** A token is not used in the last part of its life: so long, or a fifth when that is less. */
const marginSeconds = 60
/** With its name it has to fit into the headers that servers accept. */
const longestToken = 8_192

/** Reads the answer of a token endpoint (RFC 6749 §5). */
export function readTokenAnswer(status: number, body: string): TokenAnswer {
  const members = parseMembers(body)
  if (status < 200 || status > 299) return failed(`HTTP ${String(status)}${redirects(status)}${errorOf(members)}`)
  if (!members) return failed('the answer is not a JSON object')
  const { access_token: accessToken, token_type: type, expires_in: expiresIn } = members
  if (typeof accessToken !== 'string' || !/^[\x21-\x7e]+$/.test(accessToken) || accessToken.length > longestToken)
    return failed('the answer has no access_token that can be sent')
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') return failed('the token_type is not Bearer')
  return { ok: true, accessToken, usableMs: usableMs(expiresIn) }
}

const failed = (reason: string): TokenAnswer => ({ ok: false, reason })
const redirects = (status: number): string => (status >= 300 && status < 400 ? ': redirects are not followed' : '')
const errorOf = (members: Members | undefined): string => (knownErrors.has(members?.['error']) ? `: ${String(members?.['error'])}` : '')

type Members = Readonly<Record<string, unknown>>

function parseMembers(body: string): Members | undefined {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Members) : undefined
  } catch {
    return undefined
  }
}

/** What ends at once, or has ended, serves the request it was asked for and no other. */
function usableMs(expiresIn: unknown): number {
  const seconds = Math.min(toSeconds(expiresIn) ?? unknownLifeSeconds, longestLifeSeconds)
  return Math.max(0, Math.floor((seconds - Math.min(marginSeconds, seconds / 5)) * 1000))
}

/** A number of seconds; some servers write it as a string. Undefined when it is neither. */
function toSeconds(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}
