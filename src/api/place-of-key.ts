import type { Kysely } from 'kysely'
import { lockProject } from '../db/projects.js'
import type { Schema } from '../db/schema.js'
import type { Caller } from './caller.js'
import { requireAccount } from './require-account.js'
import { requireOwnProject } from './require-own-project.js'
import { invalidMember } from './validate.js'

interface Asked {
  readonly account?: string | undefined
  readonly project?: string | undefined
  readonly environment?: 'test' | 'live' | undefined
}

export interface PlaceOfKey {
  readonly account: string
  readonly project: string | null
  readonly environment: 'test' | 'live'
}

/** Where a new key is to work: in an account and all below it, or in one project, which is locked. Throws the Problem `validation_failed`. */
export async function placeOfKey(tx: Kysely<Schema>, asked: Asked, caller: Caller): Promise<PlaceOfKey> {
  const named = requireOwnProject(asked.project, caller)
  if (named === undefined) {
    const { account = caller.accountId, environment = 'test' } = asked
    await requireAccount(tx, account, caller)
    return { account, project: null, environment }
  }
  const project = await lockProject(tx, named, caller)
  if (!project) throw invalidMember('/project', 'no such project in the environment of this key, or this key may not act for it')
  const { account, environment } = project
  if (asked.account !== undefined && asked.account !== account)
    throw invalidMember('/account', 'not the account of the project: leave it out')
  if (asked.environment !== undefined && asked.environment !== environment)
    throw invalidMember('/environment', `the project is of the environment ${environment}: leave it out`)
  return { account, project: project.id, environment }
}
