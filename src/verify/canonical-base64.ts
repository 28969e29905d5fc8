/** The bytes of padded base64 (RFC 4648 §4) in its one canonical spelling; undefined for any other spelling. */
export const fromBase64 = (text: string): Buffer | undefined => decode(text, 'base64')

/** The bytes of unpadded base64url (RFC 4648 §5, RFC 7515 §2) in its one canonical spelling; undefined for any other. */
export const fromBase64url = (text: string): Buffer | undefined => decode(text, 'base64url')

function decode(text: string, encoding: 'base64' | 'base64url'): Buffer | undefined {
  const bytes = Buffer.from(text, encoding)
  return bytes.toString(encoding) === text ? bytes : undefined // Node takes both alphabets and ignores stray bits
}
