import { fromBase64url } from './canonical-base64.js'
import type { Claims } from './check-claims.js'
import { checkJws, type JwsRules, malformed, splitJws } from './compact-jws.js'
import { isJwsAlgorithm, type JwsAlgorithm } from './jws-algorithms.js'
import type { KeySource } from './key-set.js'
import { parseObject } from './strict-json.js'

/** Which signatures count. */
export interface JwsOptions {
  /** createJwks for an address, createPinnedKeys for keys that are configured. */
  readonly keys: KeySource
  /** Default ES256. What a token says of itself never widens this. */
  readonly algorithms?: readonly JwsAlgorithm[]
}

/** Throws a TypeError for algorithms that are not known; `none` and shared secrets (HS256 …) are not. */
export function toAlgorithms({ algorithms = ['ES256'] }: JwsOptions): readonly JwsAlgorithm[] {
  if (algorithms.length > 0 && algorithms.every(isJwsAlgorithm)) return algorithms
  throw new TypeError('algorithms is a list of ES256, EdDSA, PS256, RS256, ES512.')
}

/** The claims of a token of this type, once its signature is verified. */
export function readClaims(options: JwsOptions, typ: string): (token: string) => Promise<{ claims: Claims; bytes: Buffer }> {
  const read = readPayload({ keys: options.keys, algorithms: toAlgorithms(options), isTyp: (given) => given === typ })
  return async (token) => {
    const bytes = await read(token)
    const claims = parseObject(bytes)
    if (claims === undefined) throw malformed('has claims that are not a JSON object with each member once')
    return { claims, bytes }
  }
}

/** The payload of a compact JWS, once its signature is verified. */
export const readPayload =
  (rules: JwsRules) =>
  async (token: string): Promise<Buffer> => {
    const { header, payload, signature } = splitJws(token)
    const bytes = fromBase64url(payload)
    if (bytes === undefined) throw malformed('has a payload that is not canonical base64url')
    await checkJws({ header, payload: Buffer.from(payload), signature }, rules)
    return bytes
  }
