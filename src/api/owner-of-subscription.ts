import type { Kysely } from 'kysely'
import type { Schema } from '../db/schema.js'
import type { Caller } from './caller.js'
import { requireAccount } from './require-account.js'
import { requireAttachment, requireProject } from './require-attachment.js'
import { invalidMember } from './validate.js'

export interface SubscriptionOwner {
  readonly account: string
  readonly attachment: string | null
  readonly project: string | null
}

interface Asked {
  readonly account?: string | undefined
  readonly attachment?: string | undefined
  readonly project: string | null
  readonly eventTypes: readonly string[]
}

/** Whose a new subscription is: an account's, or that of a product in a project (S0-13). Throws the Problems of `requireAccount` and `requireAttachment`. */
export async function ownerOfSubscription(tx: Kysely<Schema>, asked: Asked, caller: Caller): Promise<SubscriptionOwner> {
  const { account = caller.accountId, attachment, project, eventTypes } = asked
  if (attachment === undefined && caller.project !== null)
    throw invalidMember('/attachment', `this key is bound to ${caller.project}: name an attachment of it`)
  if (asked.account !== undefined || attachment === undefined) await requireAccount(tx, account, caller)
  if (attachment === undefined) return { account, attachment: null, project }
  const owner = await requireAttachment(tx, { attachment, eventTypes }, caller)
  if (asked.account !== undefined && asked.account !== owner.account)
    throw invalidMember('/account', 'not the account of the attachment: leave it out')
  requireProject(project ?? owner.project, owner.project)
  return { account: owner.account, attachment, project: owner.project }
}
