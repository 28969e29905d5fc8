import type { Kysely } from 'kysely'
import { writeAudit } from '../db/audit.js'
import type { Database } from '../db/connect.js'
import type { Schema } from '../db/schema.js'
import { asTenant } from '../db/tenant.js'
import { needsReason } from '../domain/on-behalf.js'
import type { Caller, RequestSource } from './caller.js'
import { Problem } from './problem.js'

/** Who asks for a change, from where and why. */
export interface ChangeRequest {
  readonly caller: Caller
  readonly source: RequestSource
}

/** What a change did; without `audit` it changed nothing. */
export interface Changed<T> {
  readonly result: T
  readonly audit?: AuditedChange | undefined
}

/** `before` and `after` as the API shows the thing, secrets masked. */
export interface AuditedChange {
  readonly account: string
  readonly action: string
  readonly target: string
  readonly before?: unknown
  readonly after?: unknown
}

type Work<T> = (tx: Kysely<Schema>) => Promise<T>

/** The only way of a handler to the database: as the caller's tenant, under row-level security. */
export interface Tenants {
  read<T>(caller: Caller, work: Work<T>): Promise<T>
  /** The change and its audit entry, in one transaction. Throws the Problem `reason_required` when a customer's configuration is changed without one. */
  change<T>(request: ChangeRequest, work: Work<Changed<T>>): Promise<T>
}

export const createTenants = (db: Database): Tenants => ({
  read: (caller, work) => asTenant(db, caller, work),
  change: ({ caller, source }, work) =>
    asTenant(db, caller, async (tx) => {
      const { result, audit } = await work(tx)
      if (audit) await writeAudit(tx, toNote(audit, caller, source))
      return result
    }),
})

function toNote(audit: AuditedChange, caller: Caller, { address, requestId, reason }: RequestSource) {
  const { account, action, target, before, after } = audit
  const actor = { kind: 'key', id: caller.keyId, account: caller.accountId } as const
  if (reason === null && needsReason({ action, account, actorAccount: caller.accountId }))
    throw new Problem('reason_required', {
      detail: `it belongs to ${account}: send the header posthorn-reason, which that account can read`,
    })
  return { account, actor, action, target, before, after, reason, sourceAddress: address, requestId }
}
