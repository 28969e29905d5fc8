import type { Kysely } from 'kysely'
import { auditHash, auditRoot } from '../crypto/audit-hash.js'
import type { AuditFacts } from '../domain/audit-text.js'
import type { Schema } from './schema.js'

/** Who changed what. `before` and `after` are as the API shows the thing: without secrets. */
export interface AuditNote {
  readonly account: string
  /** `account` is that of the key. */
  readonly actor: { readonly kind: 'key' | 'node' | 'operator'; readonly id: string; readonly account?: string }
  /** Resource and verb, for example `subscription.update`. */
  readonly action: string
  /** Id of what was changed. */
  readonly target: string
  readonly before: unknown
  readonly after: unknown
  readonly reason: string | null
  readonly sourceAddress: string | null
  readonly requestId: string | null
}

/** Appends an entry to the account's chain; belongs in the transaction of the change. Entries of one account wait for each other. */
export async function writeAudit(tx: Kysely<Schema>, note: AuditNote): Promise<void> {
  const head = await lockHead(tx, note.account)
  const facts = toFacts(note, { sequence: (BigInt(head.sequence) + 1n).toString(), at: new Date() })
  const hash = Buffer.from(auditHash(facts, head.hash.toString('hex')), 'hex')
  await tx
    .insertInto('audit_entries')
    .values({
      account_id: facts.accountId,
      sequence: facts.sequence,
      at: new Date(facts.at),
      actor_kind: facts.actorKind,
      actor_id: facts.actorId,
      actor_account: facts.actorAccount,
      action: facts.action,
      target: facts.target,
      before: facts.before,
      after: facts.after,
      reason: facts.reason,
      source_address: facts.sourceAddress,
      request_id: facts.requestId,
      previous_hash: head.hash,
      hash,
    })
    .execute()
  await tx.updateTable('audit_heads').set({ sequence: facts.sequence, hash }).where('account_id', '=', note.account).execute()
}

async function lockHead(tx: Kysely<Schema>, account: string): Promise<{ sequence: string; hash: Buffer }> {
  await tx
    .insertInto('audit_heads')
    .values({ account_id: account, sequence: '0', hash: Buffer.from(auditRoot, 'hex') })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return tx.selectFrom('audit_heads').select(['sequence', 'hash']).where('account_id', '=', account).forUpdate().executeTakeFirstOrThrow()
}

function toFacts(note: AuditNote, { sequence, at }: { sequence: string; at: Date }): AuditFacts {
  const { account, actor, action, target, before, after, reason, sourceAddress, requestId } = note
  return {
    accountId: account,
    sequence,
    at: at.toISOString(),
    actorKind: actor.kind,
    actorId: actor.id,
    actorAccount: actor.account ?? null,
    action,
    target,
    before: toText(before),
    after: toText(after),
    // half a character would be stored as another, and the hash would not be that of what is stored
    reason: reason === null ? null : Buffer.from(reason).toString(),
    sourceAddress,
    requestId,
  }
}

const toText = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value))
