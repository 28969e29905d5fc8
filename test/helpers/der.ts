/** The elements in a DER element, each with its tag and length. */
export function partsOf(element: Buffer): Buffer[] {
  const parts: Buffer[] = []
  for (let at = headOf(element, 0); at < element.length;) {
    const end = endOf(element, at)
    parts.push(element.subarray(at, end))
    at = end
  }
  return parts
}

/** What is in a DER element. */
export const contentOf = (element: Buffer): Buffer => element.subarray(headOf(element, 0))

const headOf = (der: Buffer, at: number): number => at + 2 + (der[at + 1]! < 0x80 ? 0 : der[at + 1]! & 0x7f)
function endOf(der: Buffer, at: number): number {
  const head = headOf(der, at)
  return head + (head === at + 2 ? der[at + 1]! : der.readUIntBE(at + 2, head - at - 2))
}

/** Tag, length in the fewest bytes, content (X.690). */
export function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

export const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, ...parts)
