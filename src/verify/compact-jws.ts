import { fromBase64url } from './canonical-base64.js'
import { isJwsAlgorithm, isSignature, fits, type JwsAlgorithm } from './jws-algorithms.js'
import type { KeySource } from './key-set.js'
import { parseObject } from './strict-json.js'
import { VerificationError } from './verification-error.js'

export interface JwsRules {
  readonly keys: KeySource
  readonly algorithms: readonly JwsAlgorithm[]
  /** What `typ` has to be; a function where several will do. */
  readonly isTyp: (typ: unknown) => boolean
  /** False: the payload is signed as it is (RFC 7797), and the header says so. */
  readonly b64?: boolean
}

export interface CompactJws {
  readonly header: string
  /** As base64url, or with `b64: false` as it is. */
  readonly payload: Buffer
  readonly signature: string
}

const maxHeader = 4096

/** Splits a compact JWS (RFC 7515 §7.1) into its three parts. */
export function splitJws(text: string): { header: string; payload: string; signature: string } {
  const [header, payload, signature, ...more] = text.split('.')
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0)
    throw malformed('is not a compact JWS of three parts')
  return { header, payload, signature }
}

/**
 * Resolves when a key of the configuration signed this JWS with an algorithm of the configuration. The header decides which of the
 * keys, and nothing else: it names none by address and brings none along.
 */
export async function checkJws({ header, payload, signature }: CompactJws, rules: JwsRules): Promise<void> {
  const { alg, kid } = readJwsHeader(header, rules)
  const bytes = fromBase64url(signature)
  if (bytes === undefined) throw malformed('has a signature that is not canonical base64url')
  const key = await rules.keys(kid)
  if (key === undefined) throw new VerificationError('unknown_key', unknownKey)
  if ((key.alg !== undefined && key.alg !== alg) || !fits(alg, key.publicKey))
    throw new VerificationError('unsupported_algorithm', 'The token was signed with another algorithm than the one its key is for.')
  const input = Buffer.concat([Buffer.from(`${header}.`), payload])
  if (!isSignature(alg, key.publicKey, { input, signature: bytes })) throw new VerificationError('signature_mismatch', mismatch)
}

/** Throws `malformed_token` for what no sender of ours writes, before any key is looked for. */
function readJwsHeader(text: string, { algorithms, isTyp, b64 = true }: JwsRules): { alg: JwsAlgorithm; kid: string } {
  const { alg, kid, typ, ...header } = readProtectedHeader(text)
  if (!isJwsAlgorithm(alg) || !algorithms.includes(alg))
    throw new VerificationError(
      'unsupported_algorithm',
      `The token is not signed with one of the configured algorithms (${algorithms.join(', ')}).`,
    )
  if (typeof kid !== 'string' || kid === '' || kid.length > 256) throw malformed('has no kid that is a text of 1 to 256 characters')
  if (!isTyp(typ)) throw malformed('is of another type (typ) than this profile uses')
  checkExtensions(header, b64)
  return { alg, kid }
}

/** RFC 7515 §4.1.11: what is critical has to be understood, and only b64 is, where it is configured. */
function checkExtensions({ b64: given, crit }: Readonly<Record<string, unknown>>, b64: boolean): void {
  if (b64 && (given !== undefined || crit !== undefined)) throw malformed('has extensions (crit, b64) that are not configured')
  if (!b64 && (given !== false || JSON.stringify(crit) !== '["b64"]')) throw malformed('is not signed with b64: false, as configured')
}

const leadElsewhere = ['jku', 'jwk', 'x5u', 'x5c', 'zip']

/** Header of a JWS or JWE; throws `malformed_token` unless it is canonical and brings neither keys nor addresses of keys. */
export function readProtectedHeader(text: string): Readonly<Record<string, unknown>> {
  const bytes = text.length <= maxHeader ? fromBase64url(text) : undefined
  const header = bytes && parseObject(bytes)
  if (header === undefined) throw malformed('has a header that is not canonical base64url of a JSON object with each member once')
  if (leadElsewhere.some((name) => name in header))
    throw malformed('brings a key or the address of a key (jku, jwk, x5u, x5c), or is compressed')
  return header
}

export const malformed = (what: string): VerificationError => new VerificationError('malformed_token', `The token ${what}.`)

const unknownKey =
  'The token was signed with a key that is not among the configured ones: it is from another sender or account, or the key is newer than ' +
  'the list of keys here.'
const mismatch = 'The key that the token names did not sign these bytes: the token or the signed body was altered on its way.'
