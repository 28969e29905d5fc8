import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto'

export interface Sealer {
  /** Encrypts; `aad` says where the value belongs (account|table|row|column|version) and must be the same to open it. */
  seal(plain: Buffer, aad: string): Buffer
  /** Throws when the value was sealed with another key or for another place, or was changed. */
  open(sealed: Buffer, aad: string): Buffer
}

const algorithm = 'aes-256-gcm'
const version = 1
const keyBytes = 32
const keyIdAt = 1
const nonceAt = 9
const tagAt = 21
const ciphertextAt = 37

/**
 * Seals secrets at rest with AES-256-GCM and a random nonce of 96 bits (NIST SP 800-38D).
 * Sealed: version (1 byte) | key id (8, of the SHA-256 of the key) | nonce (12) | tag (16) | ciphertext.
 */
export function createSealer(key: Buffer): Sealer {
  if (key.length !== keyBytes) throw new RangeError(`a sealing key has ${keyBytes} bytes, this one ${key.length}`)
  const header = Buffer.concat([Buffer.of(version), hash('sha256', key, 'buffer').subarray(0, nonceAt - keyIdAt)])
  return {
    seal(plain, aad) {
      const nonce = randomBytes(tagAt - nonceAt)
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(aad))
      const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([header, nonce, cipher.getAuthTag(), ciphertext])
    },
    open(sealed, aad) {
      if (sealed.length < ciphertextAt || sealed[0] !== version) throw new Error('not a sealed value of a version this build knows')
      if (!sealed.subarray(0, nonceAt).equals(header)) throw new Error('sealed with another key than the one in use')
      const decipher = createDecipheriv(algorithm, key, sealed.subarray(nonceAt, tagAt), { authTagLength: ciphertextAt - tagAt })
      decipher.setAAD(Buffer.from(aad)).setAuthTag(sealed.subarray(tagAt, ciphertextAt))
      return Buffer.concat([decipher.update(sealed.subarray(ciphertextAt)), decipher.final()])
    },
  }
}
