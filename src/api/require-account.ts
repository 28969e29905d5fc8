import type { Kysely } from 'kysely'
import { isAccountWithin } from '../db/accounts.js'
import type { Schema } from '../db/schema.js'
import type { Caller } from './caller.js'
import { invalidMember } from './validate.js'

/** Throws the Problem `validation_failed` unless the caller may act for the account it has named. */
export async function requireAccount(tx: Kysely<Schema>, account: string, { accountId }: Caller): Promise<void> {
  if (account === accountId || (await isAccountWithin(tx, { accountId: account, ancestor: accountId }))) return
  throw invalidMember('/account', 'no such account, or this key may not act for it')
}
