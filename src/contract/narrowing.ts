import { z } from 'zod'
import { Origin } from './events.js'
import { Filter } from './filter.js'

const accountIds = z.array(z.string().min(1).max(64)).min(1).max(100)
/** Which accounts of the scope; an account stands for itself and everything below it. */
export const AccountLists = z
  .strictObject({
    include: accountIds.optional().describe('Only these; all when left out'),
    exclude: accountIds.optional().describe('But none of these'),
  })
  .meta({ id: 'AccountLists' })
export type AccountLists = z.infer<typeof AccountLists>

export const Scope = z.enum(['self', 'descendants']).describe('Events of its account alone, or of the account and everything below it')

/** What narrows a subscription besides its event types; null: nothing. */
export const narrowing = {
  accounts: AccountLists.nullable().describe('Which accounts of the scope; for the scope "descendants"'),
  origins: z.array(Origin).min(1).nullable().describe('Only events of these origins'),
  project: z.string().min(1).max(64).nullable().describe('Only events of this project'),
  filter: Filter.nullable().describe('Only events whose data fits'),
}
