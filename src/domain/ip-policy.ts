import { type EgressPolicy, isLocalOpen } from './egress.js'
import { type AddressBytes, type Block, blocksMeet, isBlockWithin, isInBlock, parseAddress, toBlock } from './ip-address.js'
import { localBlockIn, localBlockOf } from './local-blocks.js'

export type AddressJudgement = { readonly allowed: true } | { readonly allowed: false; readonly reason: string }

export interface Destination {
  /** As in the URL; IPv6 in brackets. */
  readonly host: string
  readonly port: number
  /** What the host resolved to. */
  readonly address: string
}

const allowed: AddressJudgement = { allowed: true }

/** Whether an address may be dialled: public ones, and what the policy opens. The reason names the block it lies in. */
export const judgeAddress = (address: string, policy: EgressPolicy): AddressJudgement => judge(address, policy, false)

/** The same for one destination: an operator's `host:port` also opens the private addresses the host resolves to. */
export const judgeDestination = ({ host, port, address }: Destination, policy: EgressPolicy): AddressJudgement =>
  judge(address, policy, policy.hostPorts.has(`${host}:${port}`))

/** The same for every address of a block. */
export function judgeBlock(block: Block, policy: EgressPolicy): AddressJudgement {
  if (block.prefixBits === block.base.length * 8) return judgeAddress(block.cidr.replace(/\/.*/, ''), policy)
  const local = localBlockIn(block)
  if (local !== undefined) {
    if (isBlockWithin(block, local) && isLocalOpen(policy.local, local.kind)) return allowed
    return { allowed: false, reason: `${block.cidr} holds ${local.what}` }
  }
  const special = policy.cidrs.some((cidr) => isBlockWithin(block, cidr)) ? undefined : specialUseIn(block)
  return special === undefined ? allowed : { allowed: false, reason: `${block.cidr} is not public (${special})` }
}

/** Whether the policy opens this address by name: a CIDR block of the operator, or the local switch. */
export function isOpenedAddress(address: AddressBytes, policy: EgressPolicy): boolean {
  const local = localBlockOf(address)
  return local === undefined ? policy.cidrs.some((cidr) => isInBlock(address, cidr)) : isLocalOpen(policy.local, local.kind)
}

function judge(text: string, policy: EgressPolicy, trusted: boolean): AddressJudgement {
  const address = parseAddress(text)
  if (address === undefined) return { allowed: false, reason: 'not an IP address' }
  if (isOpenedAddress(address, policy)) return allowed
  const local = localBlockOf(address)
  if (local !== undefined) return { allowed: false, reason: `${text} is ${local.what}` }
  const special = trusted ? undefined : specialUse(address)
  return special === undefined ? allowed : { allowed: false, reason: `${text} is not a public address (${special})` }
}

/** IANA IPv4 special-purpose registry, every block, and multicast. */
const special4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
].map(toBlock)

/** What global unicast (2000::/3) is not: protocol assignments, documentation, 6to4, AS112. */
const special6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'].map(toBlock)
const globalUnicast6 = toBlock('2000::/3')

function specialUse(address: AddressBytes): string | undefined {
  if (address.length === 4) return special4.find((block) => isInBlock(address, block))?.cidr
  if (!isInBlock(address, globalUnicast6)) return 'outside 2000::/3'
  return special6.find((block) => isInBlock(address, block))?.cidr ?? (isIsatap(address) ? 'ISATAP' : undefined)
}

function specialUseIn(block: Block): string | undefined {
  if (block.base.length === 4) return special4.find((special) => blocksMeet(block, special))?.cidr
  if (!isBlockWithin(block, globalUnicast6)) return 'outside 2000::/3'
  return special6.find((special) => blocksMeet(block, special))?.cidr
}

/** RFC 5214 §6.1: interface identifier [00|02]00:5efe and an embedded IPv4 address. */
const isIsatap = (address: AddressBytes): boolean =>
  (Number(address[8]) & 0xfd) === 0 && address[9] === 0 && address[10] === 0x5e && address[11] === 0xfe
