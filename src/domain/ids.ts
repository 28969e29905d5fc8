/** What an id names: account, attempt, change request, event, member, node, notification, product, project, key, secret, subscription, attachment, replay. */
export type Prefix = 'acc' | 'att' | 'batch' | 'chg' | 'evt' | 'key' | 'mbr' | 'nod' | 'ntf' | 'prd' | 'prj' | 'rpl' | 'sec' | 'sub'

/** Bytes of randomness in an id. */
export const idRandomBytes = 10

export const idAlphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const timeChars = 10
const maxTimeMs = 2 ** 48 - 1

/**
 * `ntf_` and 26 characters of lower-case Crockford base32: 48 bits of milliseconds since 1970, 80 bits of randomness.
 * Ids sort by time as text. Throws a RangeError on a time or a randomness that does not fit: a programming error.
 */
export function formatId(prefix: Prefix, timeMs: number, random: Uint8Array): string {
  if (!Number.isInteger(timeMs) || timeMs < 0 || timeMs > maxTimeMs) throw new RangeError('timeMs must be an integer of 48 bits')
  if (random.length !== idRandomBytes) throw new RangeError(`random must be ${idRandomBytes} bytes`)
  return `${prefix}_${encodeTime(timeMs)}${encodeBase32(random)}`
}

function encodeTime(timeMs: number): string {
  let text = ''
  for (let rest = timeMs, i = 0; i < timeChars; i++, rest = Math.floor(rest / 32)) text = idAlphabet.charAt(rest % 32) + text
  return text
}

/** Lower-case Crockford base32 without padding; a last group of fewer than 5 bits is filled up with zeros. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let pending = 0
  for (const byte of bytes) {
    pending = ((pending << 8) | byte) & 0xfff
    bits += 8
    for (; bits >= 5; bits -= 5) text += idAlphabet.charAt((pending >>> (bits - 5)) & 31)
  }
  return bits === 0 ? text : text + idAlphabet.charAt((pending << (5 - bits)) & 31)
}
