import { constants, createDecipheriv, createHmac, type KeyObject, privateDecrypt } from 'node:crypto'

/** RFC 7516 and RFC 7518 §5.2.5, §4.3 with nothing but node:crypto: RSA-OAEP with A256CBC-HS512, as ANZ's receivers decrypt. Throws at any other. */
export function openJwe(compact: string, key: KeyObject): string {
  const [head = '', ...parts] = compact.split('.')
  const { alg, enc } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { alg: string; enc: string }
  if (alg !== 'RSA-OAEP' || enc !== 'A256CBC-HS512' || parts.length !== 4)
    throw new Error(`not RSA-OAEP with A256CBC-HS512: ${alg}, ${enc}`)
  const [wrapped, iv, text, tag] = parts.map((part) => Buffer.from(part, 'base64url')) as [Buffer, Buffer, Buffer, Buffer]
  const secret = privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, wrapped)
  const bits = Buffer.alloc(8)
  bits.writeBigUInt64BE(BigInt(head.length * 8))
  const mac = createHmac('sha512', secret.subarray(0, 32))
    .update(Buffer.concat([Buffer.from(head), iv, text, bits]))
    .digest()
  if (!mac.subarray(0, 32).equals(tag)) throw new Error('the tag is not that of the text')
  const decipher = createDecipheriv('aes-256-cbc', secret.subarray(32), iv)
  return Buffer.concat([decipher.update(text), decipher.final()]).toString()
}
