import { type Kysely, type Selectable, sql } from 'kysely'
import { auditRoot } from '../crypto/audit-hash.js'
import { isOnBehalf } from '../domain/on-behalf.js'
import { type Page, readCursor, toPage } from './page.js'
import type { AuditEntriesTable, Schema } from './schema.js'

/** An entry with its place in the chain; hashes in hexadecimal. */
export interface AuditRecord {
  readonly account: string
  readonly sequence: string
  readonly at: string
  readonly actor: { readonly kind: 'key' | 'node' | 'operator'; readonly id: string; readonly account: string | null }
  /** By a key of another account, for this one. */
  readonly onBehalf: boolean
  readonly action: string
  readonly target: string
  readonly before: string | null
  readonly after: string | null
  readonly reason: string | null
  readonly sourceAddress: string | null
  readonly requestId: string | null
  readonly previousHash: string
  readonly hash: string
}

type Row = Selectable<AuditEntriesTable>

function toAudit(row: Row): AuditRecord {
  return {
    account: row.account_id,
    sequence: row.sequence,
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind as 'key' | 'node' | 'operator', id: row.actor_id, account: row.actor_account },
    onBehalf: isOnBehalf({ account: row.account_id, actorAccount: row.actor_account }),
    action: row.action,
    target: row.target,
    before: row.before,
    after: row.after,
    reason: row.reason,
    sourceAddress: row.source_address,
    requestId: row.request_id,
    previousHash: row.previous_hash.toString('hex'),
    hash: row.hash.toString('hex'),
  }
}

export interface AuditFilter {
  readonly account: string
  readonly limit: number
  readonly cursor?: string | undefined
  readonly target?: string | undefined
}

export type AuditTrail = Page<AuditRecord> & { readonly head: { sequence: string; hash: string } }

/** The entries of one account, oldest first, and where its chain ends; undefined when the cursor is not one of this list. */
export async function listAudit(query: Kysely<Schema>, { account, limit, cursor, target }: AuditFilter): Promise<AuditTrail | undefined> {
  const position = cursor === undefined ? ['0'] : readCursor(cursor, [/^\d{1,18}$/])
  if (!position) return undefined
  const rows = await query
    .selectFrom('audit_entries')
    .selectAll()
    .where('account_id', '=', account)
    .where('sequence', '>', sql<string>`${position[0]}::bigint`)
    .$if(target !== undefined, (list) => list.where('target', '=', target ?? ''))
    .orderBy('sequence')
    .limit(limit + 1)
    .execute()
  const head = await query.selectFrom('audit_heads').select(['sequence', 'hash']).where('account_id', '=', account).executeTakeFirst()
  return {
    ...toPage(rows, limit, { toItem: toAudit, positionOf: ({ sequence }) => [sequence] }),
    head: { sequence: head?.sequence ?? '0', hash: head?.hash.toString('hex') ?? auditRoot },
  }
}

/** The entries about one thing, newest first; undefined when the cursor is not one of this list. */
export async function listAuditOf(
  query: Kysely<Schema>,
  { account, target, limit, cursor }: AuditFilter & { readonly target: string },
): Promise<Page<AuditRecord> | undefined> {
  const position = cursor === undefined ? [] : readCursor(cursor, [/^\d{1,18}$/])
  if (!position) return undefined
  const [before] = position
  const rows = await query
    .selectFrom('audit_entries')
    .selectAll()
    .where('account_id', '=', account)
    .where('target', '=', target)
    .$if(before !== undefined, (list) => list.where('sequence', '<', sql<string>`${before}::bigint`))
    .orderBy('sequence', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, { toItem: toAudit, positionOf: ({ sequence }) => [sequence] })
}
