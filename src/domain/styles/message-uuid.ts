import { idAlphabet } from '../ids.js'

const bitsPerChar = 5n

/**
 * The UUID (RFC 9562, version 7) of one of our ids: the same 48 bits of milliseconds, and 74 of its 80 random bits.
 * The same id always has the same UUID.
 */
export function messageUuid(id: string): string {
  let bits = 0n
  for (const char of id.slice(id.indexOf('_') + 1)) bits = (bits << bitsPerChar) | BigInt(Math.max(0, idAlphabet.indexOf(char)))
  const hex = BigInt.asUintN(128, bits).toString(16).padStart(32, '0')
  const variant = ((parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)
  return [hex.slice(0, 8), hex.slice(8, 12), `7${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`, hex.slice(20)].join('-')
}
