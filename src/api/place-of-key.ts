import type { Kysely } from 'kysely'
import { lockMember, type MemberRecord } from '../db/members.js'
import { lockProject } from '../db/projects.js'
import type { Schema } from '../db/schema.js'
import type { ProjectRole } from '../domain/project-roles.js'
import type { Caller } from './caller.js'
import { requireAccount } from './require-account.js'
import { requireOwnProject } from './require-own-project.js'
import { invalidMember } from './validate.js'

interface Asked {
  readonly account?: string | undefined
  readonly project?: string | undefined
  readonly member?: string | undefined
  readonly environment?: 'test' | 'live' | undefined
}

export interface PlaceOfKey {
  readonly account: string
  readonly project: string | null
  readonly member: string | null
  /** That of the member. */
  readonly role: ProjectRole | null
  readonly environment: 'test' | 'live'
}

/**
 * Where a new key is to work: in an account and all below it, or in one project, which is locked, as somebody's or nobody's. The
 * keys that a member makes are members'. Throws the Problem `validation_failed`.
 */
export async function placeOfKey(tx: Kysely<Schema>, asked: Asked, caller: Caller): Promise<PlaceOfKey> {
  const member = await requireMember(tx, asked, caller)
  const project = requireOwnProject(member?.project ?? asked.project, caller)
  const place = project === undefined ? placeInAccount(tx, asked, caller) : placeInProject(tx, { ...asked, project }, caller)
  return { ...(await place), member: member?.id ?? null, role: member?.role ?? null }
}

type Place = Omit<PlaceOfKey, 'member' | 'role'>

async function placeInAccount(tx: Kysely<Schema>, { account, environment = 'test' }: Asked, caller: Caller): Promise<Place> {
  await requireAccount(tx, account ?? caller.accountId, caller)
  return { account: account ?? caller.accountId, project: null, environment }
}

async function placeInProject(tx: Kysely<Schema>, asked: Asked & { readonly project: string }, caller: Caller): Promise<Place> {
  const project = await lockProject(tx, asked.project, caller)
  if (!project) throw invalidMember('/project', 'no such project in the environment of this key, or this key may not act for it')
  const { id, account, environment } = project
  if (isOther(asked.account, account)) throw invalidMember('/account', 'not the account of the project: leave it out')
  if (isOther(asked.environment, environment))
    throw invalidMember('/environment', `the project is of the environment ${environment}: leave it out`)
  return { account, project: id, environment }
}

async function requireMember(tx: Kysely<Schema>, asked: Asked, caller: Caller): Promise<MemberRecord | undefined> {
  const id = asked.member ?? caller.member
  if (id === null) return undefined
  const member = await lockMember(tx, id, caller)
  if (!member) throw invalidMember('/member', 'no such member in the environment of this key, or this key may not act for it')
  if (isOther(asked.project, member.project)) throw invalidMember('/project', 'not the project of the member: leave it out')
  return member
}

const isOther = (asked: string | undefined, own: string): boolean => asked !== undefined && asked !== own
