import type { IncomingMessage } from 'node:http'
import { LRUCache } from 'lru-cache'
import { hashApiKey } from '../crypto/api-keys.js'
import { findApiKey } from '../db/api-keys.js'
import type { Database } from '../db/connect.js'
import type { Caller } from './deps.js'
import { Problem } from './problem.js'

export type Authenticate = (request: IncomingMessage) => Promise<Caller>

const rememberedMs = 5_000
const rememberedKeys = 10_000
const bearer = /^Bearer +([\x21-\x7e]{8,256})$/i

/** Whose key a request carries (Bearer, RFC 6750); a revoked key is known as such 5 s later. Throws the Problem `unauthenticated`. */
export function createAuthenticate(db: Database): Authenticate {
  const known = new LRUCache<string, Promise<Caller | undefined>>({ max: rememberedKeys, ttl: rememberedMs })
  const lookUp = (hash: Buffer, name: string): Promise<Caller | undefined> => {
    const found = findApiKey(db, hash)
    known.set(name, found)
    found.catch(() => known.delete(name))
    return found
  }
  return async ({ headers }) => {
    const key = bearer.exec(headers.authorization ?? '')?.[1]
    if (key === undefined) throw unauthenticated('send the header "Authorization: Bearer <API key>"')
    const hash = hashApiKey(key)
    const name = hash.toString('latin1')
    const caller = await (known.get(name) ?? lookUp(hash, name))
    if (!caller) throw unauthenticated('the API key is unknown, revoked or has expired')
    return caller
  }
}

const unauthenticated = (detail: string) => new Problem('unauthenticated', { detail, headers: { 'www-authenticate': 'Bearer' } })
