import { type Kysely, sql } from 'kysely'
import { isWithin } from './reach.js'
import type { Schema } from './schema.js'

/** Whether the account exists and is `ancestor` or below it. */
export async function isAccountWithin(
  query: Kysely<Schema>,
  { accountId, ancestor }: { accountId: string; ancestor: string },
): Promise<boolean> {
  const row = await query
    .selectFrom('accounts')
    .select('id')
    .where('id', '=', accountId)
    .where(isWithin('accounts.id', ancestor))
    .executeTakeFirst()
  return row !== undefined
}

/** Makes the account unless it is there. */
export async function ensureAccount(
  query: Kysely<Schema>,
  account: { id: string; name: string; kind: 'reseller' | 'portfolio' | 'merchant' },
): Promise<void> {
  await query
    .insertInto('accounts')
    .values(account)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Makes every publish that was matched against the account's subscriptions as they were match again; belongs in the transaction of the change. */
export async function raiseMatchingEpoch(query: Kysely<Schema>, accountId: string): Promise<void> {
  await query
    .updateTable('accounts')
    .set({ matching_epoch: sql`matching_epoch + 1` })
    .where('id', '=', accountId)
    .execute()
}
