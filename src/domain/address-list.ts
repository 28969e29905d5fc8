import type { EgressPolicy } from './egress.js'
import { type Block, parseBlock } from './ip-address.js'
import { judgeBlock } from './ip-policy.js'

/** What is wrong with which entry of a list. */
export interface AddressFault {
  readonly index: number
  readonly reason: string
}

/** The addresses and CIDR blocks of a receiver (S0-15, S0-16): each one public, or opened by the policy, and none twice. Empty when all may be kept. */
export function faultsOfAddresses(list: readonly string[], policy: EgressPolicy): AddressFault[] {
  const seen = new Map<string, number>()
  return list.flatMap((text, index) => {
    const reason = faultOf(text, index, { policy, seen })
    return reason === undefined ? [] : [{ index, reason }]
  })
}

function faultOf(text: string, index: number, { policy, seen }: { policy: EgressPolicy; seen: Map<string, number> }): string | undefined {
  const parsed = parseBlock(text)
  if (!parsed.ok) return parsed.reason
  const name = nameOf(parsed.block)
  const before = seen.get(name)
  if (before !== undefined) return `the same as /${before}`
  seen.set(name, index)
  const judgement = judgeBlock(parsed.block, policy)
  return judgement.allowed ? undefined : judgement.reason
}

/** However it is written. */
const nameOf = ({ base, prefixBits }: Block): string => `${base.join('.')}/${prefixBits}`
