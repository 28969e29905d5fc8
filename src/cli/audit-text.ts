import type { AuditEntry } from '../contract/audit.js'
import type { OutputOf } from '../contract/operation-types.js'
import type { CheckedChain } from './audit-chain.js'
import type { Desk } from './cli.js'
import { toPageText } from './page.js'
import { printable } from './table.js'
import { toClockTime } from './times.js'

export const toAuditText =
  (desk: Desk) =>
  (page: OutputOf<'listAudit', 'response'>): string =>
    toPageText(desk, page, {
      nothing: 'No changes.',
      columns: [
        { title: '#', cell: (row) => row.sequence, align: 'right' },
        { title: 'at', cell: (row) => toClockTime(row.at) },
        { title: 'who', cell: toActor },
        { title: 'from', cell: (row) => row.sourceAddress },
        { title: 'what', cell: (row) => row.action },
        { title: 'target', cell: (row) => row.target },
        { title: 'change', cell: toChange },
        { title: 'reason', cell: (row) => row.reason },
      ],
    })

const toActor = ({ actor, onBehalf }: AuditEntry): string => {
  if (actor.kind !== 'key') return `${actor.kind} ${actor.id}`
  return onBehalf ? `${actor.id} of ${actor.account ?? ''}` : actor.id
}

/** What is different afterwards, but for what every change changes. */
function toChange({ before, after }: AuditEntry): string | null {
  const [old, fresh] = [membersOf(before), membersOf(after)]
  if (!old || !fresh) return null
  return Object.keys(fresh)
    .filter((name) => !['version', 'updatedAt'].includes(name) && old[name] !== fresh[name])
    .map((name) => `${name} ${old[name] ?? '-'} → ${fresh[name] ?? '-'}`)
    .join(', ')
}

function membersOf(text: string | null): Record<string, string> | undefined {
  const value: unknown = text === null ? null : JSON.parse(text)
  if (typeof value !== 'object' || value === null) return undefined
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, typeof member === 'string' ? member : JSON.stringify(member)]),
  )
}

export const toChainText =
  (desk: Desk) =>
  ({ entries, head, faults }: CheckedChain): string => {
    const mark = `${head.sequence}:${head.hash}`
    if (faults.length > 0) {
      const lines = faults.map(({ sequence, fault }) => printable(`${sequence} ${fault}`))
      return [...lines, `${desk.paint('bad', 'Broken')}: ${faults.length} faults in ${entries} entries`].join('\n')
    }
    return [
      `${desk.paint('good', 'Whole')}: ${entries} entries`,
      `Head: ${mark}`,
      'Keep it elsewhere, and give it to --expect the next time.',
    ].join('\n')
  }
