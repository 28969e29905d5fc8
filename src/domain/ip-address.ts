import ipaddr from 'ipaddr.js'

/** The 4 or 16 bytes of an address. An IPv4 address in IPv6 clothes (::ffff:a.b.c.d) is given as its 4 bytes. */
export type AddressBytes = readonly number[]

export interface Block {
  readonly cidr: string
  readonly base: AddressBytes
  readonly prefixBits: number
}

const mappedPrefix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]

/** Bytes of a strictly written address; undefined for anything else: octal or short IPv4 forms, zones, host names. */
export function parseAddress(text: string): AddressBytes | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text).toByteArray()
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined
  // ipaddr.js takes ::8.8.8.8 for ::ffff:8.8.8.8, which is another address.
  if (text.includes('.') && !/^::ffff:[\d.]+$/i.test(text)) return undefined
  const bytes = ipaddr.IPv6.parse(text).toByteArray()
  return mappedPrefix.every((byte, index) => bytes[index] === byte) ? bytes.slice(12) : bytes
}

/** A block such as 10.0.0.0/8 (a bare address is a block of one), or why the text is none. */
export function parseBlock(text: string): { readonly ok: true; readonly block: Block } | { readonly ok: false; readonly reason: string } {
  const [address = '', prefix, ...rest] = text.split('/')
  const base = parseAddress(address)
  if (base === undefined || rest.length > 0) return { ok: false, reason: `"${text}" is not an address or a CIDR block` }
  const bits = base.length * 8
  if (prefix === undefined) return { ok: true, block: { cidr: text, base, prefixBits: bits } }
  const prefixBits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Infinity
  if (prefixBits > bits) return { ok: false, reason: `"${text}" needs a prefix length of 0 to ${bits}` }
  if (hasHostBits(base, prefixBits)) return { ok: false, reason: `"${text}" has bits set behind its prefix length` }
  return { ok: true, block: { cidr: text, base, prefixBits } }
}

/** A block that is written in the code. Throws when it is none. */
export function toBlock(cidr: string): Block {
  const parsed = parseBlock(cidr)
  if (parsed.ok) return parsed.block
  throw new Error(parsed.reason)
}

export const isInBlock = (address: AddressBytes, block: Block): boolean =>
  address.length === block.base.length && samePrefix(address, block.base, block.prefixBits)

/** Whether every address of the one block is in the other. */
export const isBlockWithin = (block: Block, outer: Block): boolean => block.prefixBits >= outer.prefixBits && isInBlock(block.base, outer)

/** Whether two blocks have an address in common: one of them then holds the other. */
export const blocksMeet = (one: Block, other: Block): boolean => isBlockWithin(one, other) || isBlockWithin(other, one)

function samePrefix(one: AddressBytes, other: AddressBytes, bits: number): boolean {
  const whole = bits >> 3
  for (let index = 0; index < whole; index += 1) if (one[index] !== other[index]) return false
  const rest = bits & 7
  return rest === 0 || Number(one[whole]) >> (8 - rest) === Number(other[whole]) >> (8 - rest)
}

const hasHostBits = (base: AddressBytes, prefixBits: number): boolean => {
  const masked = base.map((byte, index) => byte & (0xff << Math.min(8, Math.max(0, 8 - (prefixBits - index * 8)))) & 0xff)
  return masked.some((byte, index) => byte !== base[index])
}
