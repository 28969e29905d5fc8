/** The bytes of padded base64 (RFC 4648 §4) in its one canonical spelling; undefined for any other spelling. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined // Node takes other alphabets and ignores stray bits
}
