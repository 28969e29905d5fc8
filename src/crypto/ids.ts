import { randomBytes, randomFillSync } from 'node:crypto'
import { formatId, idRandomBytes, type Prefix } from '../domain/ids.js'

export type NewId = (prefix: Prefix) => string

/** A new id: the present time and 80 random bits. */
export const newId: NewId = (prefix) => formatId(prefix, Date.now(), randomBytes(idRandomBytes))

const pooledIds = 512

/** Makes ids like `newId`, with one call for the randomness of many: the hot path makes thousands a second. */
export function createNewId(): NewId {
  const pool = Buffer.alloc(idRandomBytes * pooledIds)
  let at = pool.length
  return (prefix) => {
    if (at === pool.length) {
      randomFillSync(pool)
      at = 0
    }
    at += idRandomBytes
    return formatId(prefix, Date.now(), pool.subarray(at - idRandomBytes, at))
  }
}
