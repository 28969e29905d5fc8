import { hash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { encodeBase32 } from '../domain/ids.js'
import { newId } from './ids.js'

const secretBytes = 20
const checksumChars = 6

/**
 * A new API key and its id: `phk_<environment>_<id>_<secret><checksum>`, all lower-case base32, with 160 random bits.
 * The checksum lets secret scanners tell a key from noise.
 */
export function newApiKey(environment: 'test' | 'live'): { id: string; key: string } {
  const id = newId('key')
  const unchecked = `phk_${environment}_${id.slice('key_'.length)}_${encodeBase32(randomBytes(secretBytes))}`
  return { id, key: unchecked + checksum(unchecked) }
}

const own = /^phk_(?:test|live)_[0-9a-z]{26}_[0-9a-z]{38}$/

/** Whether a text can be a key: one of our form must end in its checksum. The operator's own first key may have any form. */
export const canBeApiKey = (text: string): boolean => !own.test(text) || text.endsWith(checksum(text.slice(0, -checksumChars)))

/** What is stored of a key, and what it is found by: its SHA-256. The key is random, so nothing slower is needed. */
export const hashApiKey = (key: string): Buffer => hash('sha256', key, 'buffer')

function checksum(text: string): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(text))
  return encodeBase32(bytes).slice(0, checksumChars)
}
