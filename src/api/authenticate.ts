import type { IncomingMessage } from 'node:http'
import { LRUCache } from 'lru-cache'
import { hashApiKey, canBeApiKey } from '../crypto/api-keys.js'
import type { WorkingKey } from '../db/api-keys.js'
import { isAddressIn } from '../domain/client-address.js'
import { type Block, parseBlock } from '../domain/ip-address.js'
import type { Caller } from './caller.js'
import type { ApiDeps } from './deps.js'
import { Problem } from './problem.js'

/** Whose key a request carries; `address` is where it comes from. */
export type Authenticate = (request: IncomingMessage, address: string | null) => Promise<Caller>

interface KnownKey {
  readonly caller: Caller
  /** Where it may be used from; anywhere when empty. */
  readonly blocks: readonly Block[]
}

const rememberedMs = 5_000
const rememberedKeys = 10_000
const bearer = /^Bearer +([\x21-\x7e]{8,256})$/i

/**
 * Reads the API key (Bearer, RFC 6750); a revoked key is known as such 5 s later, and so is another role of its member. Throws the Problem `unauthenticated`,
 * or `forbidden` when the key may not be used from there.
 */
export function createAuthenticate(findKey: ApiDeps['findKey']): Authenticate {
  const known = new LRUCache<string, Promise<KnownKey | undefined>>({ max: rememberedKeys, ttl: rememberedMs })
  const lookUp = (hash: Buffer, name: string): Promise<KnownKey | undefined> => {
    const found = findKey(hash).then((key) => key && toKnown(key))
    known.set(name, found)
    found.catch(() => known.delete(name))
    return found
  }
  return async ({ headers }, address) => {
    const key = bearer.exec(headers.authorization ?? '')?.[1]
    if (key === undefined) throw unauthenticated('send the header "Authorization: Bearer <API key>"')
    const hash = hashApiKey(key)
    const name = hash.toString('latin1')
    const found = await (known.get(name) ?? (canBeApiKey(key) ? lookUp(hash, name) : undefined))
    if (!found) throw unauthenticated('the API key is unknown, revoked or has expired')
    if (found.blocks.length > 0 && !isAddressIn(address, found.blocks))
      throw new Problem('forbidden', { detail: `this key may not be used from ${address ?? 'an unknown address'}` })
    return found.caller
  }
}

function toKnown({ allowedAddresses, ...caller }: WorkingKey): KnownKey {
  const blocks = allowedAddresses.map((text) => {
    const parsed = parseBlock(text)
    if (!parsed.ok) throw new Error(`key ${caller.keyId}: ${parsed.reason}`)
    return parsed.block
  })
  return { caller, blocks }
}

const unauthenticated = (detail: string) => new Problem('unauthenticated', { detail, headers: { 'www-authenticate': 'Bearer' } })
