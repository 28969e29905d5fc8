import type { AuditEntry } from '../contract/audit.js'
import type { OutputOf } from '../contract/operation-types.js'
import { auditHash, auditRoot } from '../crypto/audit-hash.js'
import type { AuditFacts } from '../domain/audit-text.js'

/** A place in a chain. */
export interface ChainMark {
  readonly sequence: string
  readonly hash: string
}

export interface ChainFault {
  /** Of the entry it was found at. */
  readonly sequence: string
  readonly fault: string
}

export interface CheckedChain {
  readonly entries: number
  /** The last entry that is there; to be kept, and expected the next time. */
  readonly head: ChainMark
  readonly faults: readonly ChainFault[]
}

type AuditPage = OutputOf<'listAudit', 'response'>
type ReadAudit = (ask: { limit: number; cursor?: string }) => Promise<AuditPage>

interface Mark extends ChainMark {
  readonly name: string
}

const root: ChainMark = { sequence: '0', hash: auditRoot }

/**
 * Walks a chain from its first entry and computes every hash anew. The chain must contain the head it had before the
 * walk and the one that is expected, and must not go on beyond the head it has afterwards.
 */
export async function checkChain(read: ReadAudit, expected?: ChainMark): Promise<CheckedChain> {
  const marks: Mark[] = [{ ...(await read({ limit: 1 })).head, name: 'the head of the chain' }]
  if (expected) marks.push({ ...expected, name: 'the head that was kept' })
  const faults: ChainFault[] = []
  let last = root
  let entries = 0
  for await (const entry of entriesOf(read)) {
    faults.push(...faultsOf(entry, last), ...strayMarks(entry, marks))
    last = { sequence: entry.sequence, hash: entry.hash }
    entries += 1
  }
  const { head: after } = await read({ limit: 1 })
  return { entries, head: last, faults: [...faults, ...cutOff(marks, last), ...surplus(last, after)] }
}

async function* entriesOf(read: ReadAudit): AsyncGenerator<AuditEntry> {
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await read({ limit: 100, ...(cursor !== undefined && { cursor }) })
    yield* page.items
    cursor = page.nextCursor
  }
}

function faultsOf(entry: AuditEntry, last: ChainMark): ChainFault[] {
  const { sequence, previousHash, hash } = entry
  const next = BigInt(last.sequence) + 1n
  const gap = BigInt(sequence) === next ? [] : [`entries are missing or out of order: ${next} is not there`]
  const loose = previousHash === last.hash ? [] : [`does not follow the entry before it (${last.sequence})`]
  const altered = auditHash(toFacts(entry), previousHash) === hash ? [] : ['has been altered: its hash is not that of its content']
  return [...gap, ...loose, ...altered].map((fault) => ({ sequence, fault }))
}

function strayMarks({ sequence, hash }: AuditEntry, marks: readonly Mark[]): ChainFault[] {
  return marks
    .filter((mark) => BigInt(mark.sequence) === BigInt(sequence) && mark.hash !== hash)
    .map(({ name }) => ({ sequence, fault: `is not ${name}: the chain was written anew` }))
}

function cutOff(marks: readonly Mark[], last: ChainMark): ChainFault[] {
  return marks
    .filter(({ sequence }) => BigInt(sequence) > BigInt(last.sequence))
    .map(({ name, sequence }) => ({ sequence, fault: `is ${name} and is not there: the end was cut off after ${last.sequence}` }))
}

/** Entries and their head are written together: what was read before the head cannot be beyond it. */
function surplus({ sequence, hash }: ChainMark, after: ChainMark): ChainFault[] {
  const ahead = BigInt(sequence) - BigInt(after.sequence)
  if (ahead < 0n || (ahead === 0n && hash === after.hash)) return []
  return [{ sequence, fault: `is not the head of the chain (${after.sequence}): it was put there by other means` }]
}

function toFacts({ account, actor, ...entry }: AuditEntry): AuditFacts {
  return { ...entry, accountId: account, actorKind: actor.kind, actorId: actor.id, actorAccount: actor.account }
}
