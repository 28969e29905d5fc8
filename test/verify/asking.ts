import fc from 'fast-check'
import { type VerificationCode, VerificationError } from '../../src/verify/index.js'

/** A clock that stands. */
export const at = (seconds: number) => (): Date => new Date(seconds * 1000)

export const aSecret = fc.uint8Array({ minLength: 24, maxLength: 64 }).map((bytes) => `whsec_${Buffer.from(bytes).toString('base64')}`)

/** The same bytes with one bit changed. */
export function flipBit(bytes: Buffer, seed: number): Buffer {
  const flipped = Buffer.from(bytes)
  const bit = seed % (bytes.length * 8)
  flipped[bit >> 3]! ^= 1 << (bit & 7)
  return flipped
}

/** Undefined: it was taken. */
export async function codeOf(verified: Promise<unknown>): Promise<VerificationCode | undefined> {
  return await verified.then(
    () => undefined,
    (error: unknown) => toRefusal(error).code,
  )
}

export async function refusalOf(verified: Promise<unknown>): Promise<VerificationError> {
  return await verified.then(() => {
    throw new Error('It was taken')
  }, toRefusal)
}

function toRefusal(error: unknown): VerificationError {
  if (error instanceof VerificationError) return error
  throw error
}
