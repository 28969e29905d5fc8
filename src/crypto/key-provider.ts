import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto'

/** What a key encryption key has made of a data key. */
export interface Wrapped {
  /** 8 bytes: which key it was. */
  readonly keyId: Buffer
  readonly wrapped: Buffer
}

/**
 * Whoever holds the keys that data keys are encrypted with: a local file or variable here; a KMS or a Vault opens its key when
 * the node starts and does the same. `aad` must be the same to wrap and to unwrap.
 */
export interface KeyProvider {
  /** The id of the key that wraps from now on. */
  newest(): Buffer
  /** The ids of all that unwrap. */
  ids(): readonly Buffer[]
  wrap(dataKey: Buffer, aad: Buffer): Wrapped
  /** Throws when the key is not there, or the bytes are not what it has made. */
  unwrap(wrapped: Wrapped, aad: Buffer): Buffer
}

export const keyIdBytes = 8
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const algorithm = 'aes-256-gcm'

/** Keys as they are at this moment, the newest last. */
export type ReadKeys = (asked: { readonly missing: boolean }) => readonly Buffer[]

/** Keys of 32 bytes in the memory of this process. Throws a RangeError when there is none, or one has another length. */
export function createLocalKeys(read: ReadKeys): KeyProvider {
  const idOf = createIdOf()
  const all = (missing: boolean) => {
    const keys = read({ missing }).map((key) => ({ id: idOf(key), key }))
    const newest = keys.at(-1)
    if (!newest) throw new RangeError('there is no sealing key')
    return { keys, newest }
  }
  const find = (id: Buffer, missing = false) => all(missing).keys.find((one) => one.id.equals(id))
  all(false)
  return {
    newest: () => all(false).newest.id,
    ids: () => all(false).keys.map(({ id }) => id),
    wrap(dataKey, aad) {
      const { id, key } = all(false).newest
      return { keyId: id, wrapped: encrypt(key, dataKey, aad) }
    },
    unwrap({ keyId, wrapped }, aad) {
      const found = find(keyId) ?? find(keyId, true)
      if (!found) throw new Error(`sealed with another key (${keyId.toString('hex')}) than those in use`)
      return decrypt(found.key, wrapped, aad)
    },
  }
}

/** The first 8 bytes of the SHA-256 of a key, worked out once. */
function createIdOf(): (key: Buffer) => Buffer {
  const ids = new WeakMap<Buffer, Buffer>()
  return (key) => {
    if (key.length !== keyBytes) throw new RangeError(`a sealing key has ${keyBytes} bytes, this one ${key.length}`)
    const id = ids.get(key) ?? hash('sha256', key, 'buffer').subarray(0, keyIdBytes)
    ids.set(key, id)
    return id
  }
}

/** AES-256-GCM with a random nonce of 96 bits (NIST SP 800-38D): nonce | tag | ciphertext. */
export function encrypt(key: Buffer, plain: Buffer, aad: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(aad)
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext])
}

/** Throws when it is not what this key has made with this `aad`. */
export function decrypt(key: Buffer, encrypted: Buffer, aad: Buffer): Buffer {
  const ciphertextAt = nonceBytes + tagBytes
  if (encrypted.length < ciphertextAt) throw new Error('not a sealed value: it is too short')
  const decipher = createDecipheriv(algorithm, key, encrypted.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(aad).setAuthTag(encrypted.subarray(nonceBytes, ciphertextAt))
  return Buffer.concat([decipher.update(encrypted.subarray(ciphertextAt)), decipher.final()])
}
