import { CompactEncrypt } from 'jose'
import type { RecipientKey } from './recipient-key.js'

export interface HowToEncrypt {
  readonly alg: 'RSA-OAEP-256' | 'RSA-OAEP' | 'ECDH-ES+A256KW'
  readonly enc: 'A256GCM' | 'A256CBC-HS512'
}

/** A JWE in compact serialization around a JWS (RFC 7516 §7.1; a nested JWT, RFC 7519 §5.2). Another one each time. */
export const encryptJws = (jws: string, { alg, enc }: HowToEncrypt, { kid, publicKey }: RecipientKey): Promise<string> =>
  new CompactEncrypt(Buffer.from(jws)).setProtectedHeader({ alg, enc, kid, cty: 'JWT' }).encrypt(publicKey)
