import { randomBytes } from 'node:crypto'
import { formatId, idRandomBytes, type Prefix } from '../domain/ids.js'

/** A new id: the present time and 80 random bits. */
export const newId = (prefix: Prefix): string => formatId(prefix, Date.now(), randomBytes(idRandomBytes))
