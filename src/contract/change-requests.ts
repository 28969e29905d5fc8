import { z } from 'zod'
import { Cursor, Id, Instant, Limit, pageOf } from './common.js'

/** What an account can ask four eyes for. */
export const SwitchableKind = z.enum(['url', 'ipList', 'credentials', 'signing', 'eventScope', 'goLive', 'bulkReplay'])
const ChangeKind = z.enum([...SwitchableKind.options, 'approvals'])
export const ChangeRequestState = z.enum(['pending', 'approved', 'rejected', 'withdrawn', 'expired'])

export const ApprovalsPolicy = z
  .object({
    account: z.string(),
    environment: z.enum(['test', 'live']).describe('That of the key: each environment has a policy of its own'),
    kinds: z.array(SwitchableKind).describe('What this account asks four eyes for, for itself and everything below it'),
    inherited: z.array(SwitchableKind).describe('What an account above asks them for'),
    version: z.int().describe('The ETag; send it as If-Match when you set the policy; 0 before it is set for the first time'),
  })
  .meta({ id: 'ApprovalsPolicy' })

export const SetApprovalsPolicy = z.strictObject({ kinds: z.array(SwitchableKind).max(20) }).meta({ id: 'SetApprovalsPolicy' })

const Hand = z.object({ key: z.string(), account: z.string() })

export const ChangeRequest = z
  .object({
    id: z.string(),
    account: z.string(),
    environment: z.enum(['test', 'live']),
    action: z.string().describe('What is done when it is approved, as the audit names it'),
    kinds: z.array(ChangeKind).describe('Why it needs four eyes'),
    target: z.string(),
    targetVersion: z.int().describe('Approving answers 412 when the target has changed since'),
    author: Hand,
    reason: z.string().nullable(),
    state: ChangeRequestState,
    createdAt: Instant,
    expiresAt: Instant,
    decision: Hand.extend({ at: Instant, reason: z.string().nullable(), breakGlass: z.boolean() }).nullable(),
  })
  .meta({ id: 'ChangeRequest' })

export const ChangeRequestWithDifferences = ChangeRequest.extend({
  differences: z.array(z.object({ member: z.string(), before: z.unknown(), after: z.unknown() })).describe('Secrets are masked'),
}).meta({ id: 'ChangeRequestWithDifferences' })
export type ChangeRequestWithDifferences = z.infer<typeof ChangeRequestWithDifferences>

export const ChangeRequestWithSecret = ChangeRequestWithDifferences.extend({
  secret: z.string().describe('Shown once; it signs when the change is approved'),
}).meta({ id: 'ChangeRequestWithSecret' })

export const ChangeRequestPage = pageOf(ChangeRequest).meta({ id: 'ChangeRequestPage' })
export const ChangeRequestQuery = z.strictObject({
  limit: Limit,
  cursor: Cursor,
  account: Id.optional().describe('Only this account and those below it'),
  state: ChangeRequestState.optional(),
  target: Id.optional().describe('Only changes of this'),
  breakGlass: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .describe('Only those that were, or were not, applied without approval'),
})
