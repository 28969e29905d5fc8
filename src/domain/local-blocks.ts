import { type AddressBytes, type Block, blocksMeet, isBlockWithin, isInBlock, toBlock } from './ip-address.js'

export interface LocalBlock extends Block {
  readonly kind: 'loopback' | 'machine'
  readonly what: string
}

const local = (cidr: string, kind: LocalBlock['kind'], what: string): LocalBlock => ({ ...toBlock(cidr), kind, what })

/** Addresses that reach this machine or hand out its cloud credentials: an allowed CIDR block alone does not open them. */
const localBlocks: readonly LocalBlock[] = [
  local('127.0.0.0/8', 'loopback', 'a loopback address'),
  local('::1', 'loopback', 'a loopback address'),
  local('0.0.0.0/8', 'machine', 'an address of this host'),
  local('::', 'machine', 'an address of this host'),
  local('169.254.0.0/16', 'machine', 'a link-local or metadata address'),
  local('fe80::/10', 'machine', 'a link-local address'),
  local('fd00:ec2::254', 'machine', 'a cloud metadata address'),
  local('fd20:ce::254', 'machine', 'a cloud metadata address'),
  local('168.63.129.16', 'machine', 'a cloud metadata address'),
  local('100.100.100.200', 'machine', 'a cloud metadata address'),
  local('192.0.0.192', 'machine', 'a cloud metadata address'),
]

/** The local block an address lies in. */
export const localBlockOf = (address: AddressBytes): LocalBlock | undefined => localBlocks.find((block) => isInBlock(address, block))

/** The local block that contains a whole other block. */
export const localBlockAround = (block: Block): LocalBlock | undefined => localBlocks.find((candidate) => isBlockWithin(block, candidate))

/** The local block that has an address in common with another block. */
export const localBlockIn = (block: Block): LocalBlock | undefined => localBlocks.find((candidate) => blocksMeet(block, candidate))
