import { z } from 'zod'
import { Cursor, Id, Instant, Limit, pageOf } from './common.js'

const Hash = z.string().describe('SHA-256 in hexadecimal')

export const AuditEntry = z
  .object({
    account: z.string(),
    sequence: z.string().describe('1, 2, 3 … in each account'),
    at: Instant,
    actor: z.object({
      kind: z.enum(['key', 'node', 'operator']),
      id: z.string(),
      account: z.string().nullable().describe('Whose key it was; null when it was none, and in entries from before this was kept'),
    }),
    onBehalf: z.boolean().describe('Changed for this account with a key of another, one above it'),
    action: z.string().describe('Resource and verb, for example subscription.update'),
    target: z.string(),
    before: z.string().nullable().describe('JSON, secrets masked'),
    after: z.string().nullable().describe('JSON, secrets masked'),
    reason: z.string().nullable().describe('The header posthorn-reason of the request, or the reason given for a cancellation'),
    sourceAddress: z.string().nullable(),
    requestId: z.string().nullable(),
    previousHash: Hash,
    hash: Hash,
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntry = z.infer<typeof AuditEntry>

export const AuditPage = pageOf(AuditEntry)
  .extend({ head: z.object({ sequence: z.string(), hash: Hash }).describe('Where the chain of the account ends') })
  .meta({ id: 'AuditPage' })
export const AuditQuery = z.strictObject({
  limit: Limit,
  cursor: Cursor,
  account: Id.optional().describe("Defaults to the key's account"),
  target: Id.optional().describe('Only changes of this'),
})
