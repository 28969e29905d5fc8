import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { LRUCache } from 'lru-cache'
import type { Resolve, Resolved } from '../../domain/delivery-types.js'
import { codeOf, dnsReason } from './reasons.js'

export interface ResolveOptions {
  /** Name servers as `address[:port]`; the system's own when absent. */
  readonly servers?: readonly string[] | undefined
  /** Names the operator maps to addresses; they are never looked up. */
  readonly hosts: ReadonlyMap<string, readonly string[]>
}

type Lookup = { readonly resolved: Resolved; readonly ttlSeconds: number }

const failureTtlSeconds = 1
const maxAddresses = 64

/**
 * Looks names up with c-ares, never with the four getaddrinfo threads everybody shares, and never with search domains.
 * Answers live for their TTL (1 to 60 s), failures for 1 s; there is one question per host at a time.
 */
export function createResolve(options: ResolveOptions): Resolve {
  const resolver = new Resolver({ timeout: 1000, tries: 2 })
  if (options.servers !== undefined) resolver.setServers(options.servers)
  const cache = new LRUCache<string, Resolved>({ max: 5000 })
  const asked = new Map<string, Promise<Resolved>>()

  const ask = async (host: string): Promise<Resolved> => {
    const { resolved, ttlSeconds } = await lookUp(resolver, host)
    cache.set(host, resolved, { ttl: Math.min(60, Math.max(1, ttlSeconds)) * 1000 })
    return resolved
  }
  const askOnce = (host: string): Promise<Resolved> => {
    const question = asked.get(host) ?? ask(host).finally(() => asked.delete(host))
    asked.set(host, question)
    return question
  }
  return async (host) => {
    const given = options.hosts.get(host) ?? literalOf(host)
    if (given !== undefined) return { kind: 'addresses', addresses: given }
    return cache.get(host) ?? (await askOnce(host))
  }
}

/** An IP literal of a URL (IPv6 in brackets) needs no name server. */
function literalOf(host: string): readonly string[] | undefined {
  const address = host.startsWith('[') ? host.slice(1, -1) : host
  return isIP(address) === 0 ? undefined : [address]
}

/** Both families are asked; one that fails does not spoil the other. */
async function lookUp(resolver: Resolver, host: string): Promise<Lookup> {
  const [four, six] = await Promise.allSettled([resolver.resolve4(host, { ttl: true }), resolver.resolve6(host, { ttl: true })])
  const records = [four, six].flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
  if (records.length === 0)
    return { resolved: { kind: 'failed', reason: dnsReason(tellingError(four, six)) }, ttlSeconds: failureTtlSeconds }
  if (records.length > maxAddresses) {
    return { resolved: { kind: 'failed', reason: `DNS: host has more than ${maxAddresses} addresses` }, ttlSeconds: 60 }
  }
  const addresses = records.map((record) => record.address)
  return { resolved: { kind: 'addresses', addresses }, ttlSeconds: Math.min(...records.map((record) => record.ttl)) }
}

/** ENODATA for one family says less than whatever went wrong with the other. */
const tellingError = (...results: readonly PromiseSettledResult<unknown>[]): unknown => {
  const errors = results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []))
  return errors.find((error) => codeOf(error) !== 'ENODATA') ?? errors[0]
}
