import { type Block, isInBlock, parseAddress } from './ip-address.js'

export interface Hops {
  /** Address of the socket's other end. */
  readonly remote: string | undefined
  /** The header `x-forwarded-for`: the client first, then each proxy. */
  readonly forwardedFor: string | undefined
}

/**
 * Where a request comes from: the nearest hop that is not one of our own proxies. What a client writes into the
 * header itself is never believed. Null when the address is none.
 */
export function clientAddress({ remote, forwardedFor }: Hops, trusted: readonly Block[]): string | null {
  const hops = [...(forwardedFor?.split(',').map((hop) => hop.trim()) ?? []), remote ?? '']
  let nearest: string | null = null
  for (const hop of hops.reverse()) {
    const bytes = parseAddress(hop)
    if (bytes === undefined) return nearest
    nearest = unmapped(hop)
    if (!trusted.some((block) => isInBlock(bytes, block))) return nearest
  }
  return nearest
}

const unmapped = (address: string): string => (/^::ffff:[\d.]+$/i.test(address) ? address.slice('::ffff:'.length) : address)

/** Whether an address is in one of the blocks. */
export function isAddressIn(address: string | null, blocks: readonly Block[]): boolean {
  const bytes = address === null ? undefined : parseAddress(address)
  return bytes !== undefined && blocks.some((block) => isInBlock(bytes, block))
}
