import { type AsymmetricKeyDetails, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject, sign, verify } from 'node:crypto'
import { type JwsAlgorithm, type SigningKey, toSigningKey } from './signing-key.js'

/** Somebody's own key: PKCS #8 in PEM, or a private JWK. */
export type KeyMaterial = { readonly pem: string } | { readonly jwk: Readonly<Record<string, unknown>> }

/** The key, or why it cannot be one; the reason repeats nothing of what was given. */
export type ImportedKey = { readonly ok: true; readonly key: SigningKey } | { readonly ok: false; readonly reason: string }

/** For the algorithm that is asked for, else the one that the JWK names, else the usual one of such a key (RSA: PS256). */
export function importSigningKey(material: KeyMaterial, asked?: JwsAlgorithm): ImportedKey {
  const parsed = 'pem' in material ? parsePem(material.pem) : parseJwk(material.jwk)
  if (typeof parsed === 'string') return refused(parsed)
  const named = 'jwk' in material ? material.jwk['alg'] : undefined
  const fitting = algorithmsOf(parsed)
  if (typeof fitting === 'string') return refused(fitting)
  const alg = fitting.find((one) => one === (asked ?? named ?? fitting[0]))
  if (alg === undefined || (named !== undefined && named !== alg))
    return refused(`such a key signs with ${fitting.join(' or ')}: name that algorithm, or leave it out`)
  if (!isConsistent(parsed, material)) return refused('the public and the private part do not belong together')
  return { ok: true, key: toSigningKey(alg, parsed) }
}

const refused = (reason: string): ImportedKey => ({ ok: false, reason })

function parsePem(pem: string): KeyObject | string {
  const label = /-----BEGIN ([A-Z0-9 ]{1,40})-----/.exec(pem)?.[1]
  if (label === undefined) return 'must be a private key in PEM: it begins with -----BEGIN PRIVATE KEY-----'
  if (label === 'ENCRYPTED PRIVATE KEY') return 'is encrypted: take the passphrase off with openssl pkcs8'
  if (/PUBLIC KEY$|^CERTIFICATE$/.test(label)) return 'has no private part: nothing can be signed with it'
  if (label !== 'PRIVATE KEY') return 'must be PKCS #8: convert it with openssl pkcs8 -topk8 -nocrypt'
  return parsed(() => createPrivateKey({ key: pem, format: 'pem' })) ?? 'is damaged: it cannot be read as PKCS #8'
}

function parseJwk(jwk: Readonly<Record<string, unknown>>): KeyObject | string {
  if (jwk['kty'] === 'oct') return 'is a shared secret: tokens are signed with private keys only'
  if (typeof jwk['kty'] !== 'string') return 'must be a JWK: it has a member kty'
  if (jwk['d'] === undefined) return 'has no private part: nothing can be signed with it'
  if (jwk['use'] !== undefined && jwk['use'] !== 'sig') return 'is not for signatures: its member use says so'
  return (
    parsed(() => createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' })) ??
    'is damaged or of an unknown kind: it cannot be read as a JWK'
  )
}

function parsed(parse: () => KeyObject): KeyObject | undefined {
  try {
    return parse()
  } catch {
    return undefined
  }
}

const leastRsaBits = 2048
const mostRsaBits = 8192
/** RFC 8017 lets it be smaller; what small ones have been broken for is not worth it. */
const leastRsaExponent = 65_537n
const byCurve: Readonly<Record<string, readonly JwsAlgorithm[]>> = { prime256v1: ['ES256'], secp521r1: ['ES512'] }

/** What a key can sign with, the usual one first; or why with nothing. */
function algorithmsOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): readonly JwsAlgorithm[] | string {
  if (type === 'ed25519') return ['EdDSA']
  if (type === 'ec') return byCurve[details?.namedCurve ?? ''] ?? 'must be on the curve P-256 (ES256) or P-521 (ES512)'
  if (type !== 'rsa') return 'must be an EC key on P-256 or P-521, an Ed25519 key or an RSA key'
  return refuseRsa(details) ?? ['PS256', 'RS256']
}

function refuseRsa({ modulusLength: bits = 0, publicExponent = 0n }: AsymmetricKeyDetails = {}): string | undefined {
  if (bits < leastRsaBits || bits > mostRsaBits) return `must have ${leastRsaBits} to ${mostRsaBits} bits, this one has ${bits}`
  return publicExponent < leastRsaExponent ? `must have a public exponent of at least ${leastRsaExponent}` : undefined
}

/** A JWK says both parts, and Node believes it. */
function isConsistent(key: KeyObject, material: KeyMaterial): boolean {
  const publicKey = createPublicKey(key)
  const given = 'jwk' in material ? material.jwk['x'] : undefined
  if (given !== undefined && given !== publicKey.export({ format: 'jwk' }).x) return false
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  const message = Buffer.from('posthorn')
  try {
    return verify(digest, message, publicKey, sign(digest, message, key))
  } catch {
    return false
  }
}
