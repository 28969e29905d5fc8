import { randomBytes } from 'node:crypto'
import { decrypt, encrypt, keyIdBytes, type KeyProvider, type Wrapped } from './key-provider.js'

export interface Sealer {
  /** Encrypts; `aad` says where the value belongs (account|table|row|column|version) and must be the same to open it. */
  seal(plain: Buffer, aad: string): Buffer
  /** Throws when the value was sealed with a key that is not there or for another place, or was changed. */
  open(sealed: Buffer, aad: string): Buffer
  /** The same value under the newest key; undefined when it is under that already. Throws like `open`. */
  rewrap(sealed: Buffer, aad: string): Buffer | undefined
}

/** Sealed by the key itself: what was before there were data keys. */
const direct = 1
/** Sealed by a data key, which is wrapped by the key. */
const enveloped = 2
const headBytes = 1 + keyIdBytes
const lengthBytes = 2
const dataKeyBytes = 32

/** What every value begins with that is sealed under this key, and need not be wrapped again. */
export const sealedUnder = (keyId: Buffer): Buffer => Buffer.concat([Buffer.of(enveloped), keyId])

/** The id of the key that a value is sealed under. */
export const keyIdOf = (sealed: Buffer): Buffer => sealed.subarray(1, headBytes)

/**
 * Seals secrets at rest: each with a data key of its own (AES-256-GCM, random nonce of 96 bits), that is wrapped by the provider's newest key.
 * Sealed: version (1 byte) | key id (8) | length of the wrapped key (2) | wrapped key | nonce (12) | tag (16) | ciphertext.
 */
export function createSealer(keys: KeyProvider): Sealer {
  const open = (sealed: Buffer, place: string): Buffer => {
    const aad = Buffer.from(place)
    const { keyId, wrapped, rest } = read(sealed)
    const opened = keys.unwrap({ keyId, wrapped }, aad)
    return rest === undefined ? opened : decrypt(opened, rest, aad)
  }
  const seal = (plain: Buffer, place: string): Buffer => {
    const aad = Buffer.from(place)
    const dataKey = randomBytes(dataKeyBytes)
    return write(keys.wrap(dataKey, aad), encrypt(dataKey, plain, aad))
  }
  return {
    seal,
    open,
    rewrap(sealed, place) {
      const { keyId, wrapped, rest } = read(sealed)
      if (rest === undefined) return seal(open(sealed, place), place)
      if (keyId.equals(keys.newest())) return undefined
      const aad = Buffer.from(place)
      return write(keys.wrap(keys.unwrap({ keyId, wrapped }, aad), aad), rest)
    },
  }
}

function write({ keyId, wrapped }: Wrapped, rest: Buffer): Buffer {
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt16BE(wrapped.length)
  return Buffer.concat([Buffer.of(enveloped), keyId, length, wrapped, rest])
}

interface Parts extends Wrapped {
  /** Undefined where what is wrapped is the value itself. */
  readonly rest: Buffer | undefined
}

function read(sealed: Buffer): Parts {
  const isKnown = sealed[0] === direct || sealed[0] === enveloped
  if (!isKnown || sealed.length < headBytes + lengthBytes) throw new Error('not a sealed value of a version this build knows')
  const keyId = keyIdOf(sealed)
  if (sealed[0] === direct) return { keyId, wrapped: sealed.subarray(headBytes), rest: undefined }
  const restAt = headBytes + lengthBytes + sealed.readUInt16BE(headBytes)
  return { keyId, wrapped: sealed.subarray(headBytes + lengthBytes, restAt), rest: sealed.subarray(restAt) }
}
