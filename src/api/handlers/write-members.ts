import type { Kysely } from 'kysely'
import { newId } from '../../crypto/ids.js'
import { revokeKeysOf } from '../../db/api-keys.js'
import {
  changeMember,
  countOtherAdministrators,
  deleteMember as remove,
  findMember,
  insertMember,
  lockMember,
  type MemberRecord,
} from '../../db/members.js'
import { lockProject } from '../../db/projects.js'
import type { Schema } from '../../db/schema.js'
import { leavesNoAdministrator, maskPerson, type ProjectRole } from '../../domain/project-roles.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found, Problem } from '../problem.js'
import { invalidMember } from '../validate.js'

/** As the audit shows it, which keeps it for good: not the name, and only a hint of who it is. */
const audited = ({ name: _, person, ...member }: MemberRecord) => ({ ...member, person: maskPerson(person) })

export const createMember =
  ({ tenants }: ApiDeps): Handler<'createMember'> =>
  ({ params, body, caller, source }) =>
    tenants.change({ caller, source }, async (tx) => {
      const { id: project, account } = found(await lockProject(tx, params.id, caller))
      const id = newId('mbr')
      if ((await insertMember(tx, { id, account, project, ...body })) === 'there')
        throw invalidMember('/person', 'is a member of this project: change the role with PATCH /v1/members/{id}')
      const result = found(await findMember(tx, id, caller))
      return { result, audit: { account, action: 'member.create', target: id, after: audited(result) } }
    })

export const updateMember =
  ({ tenants }: ApiDeps): Handler<'updateMember'> =>
  ({ params, body, ifMatch, caller, source }) =>
    tenants.change({ caller, source }, async (tx) => {
      const before = found(await lockMember(tx, params.id, caller))
      if (before.version !== ifMatch) throw new Problem('version_mismatch', { detail: `it is at version ${before.version}` })
      await requireAdministrator(tx, before, body.role ?? before.role)
      await changeMember(tx, before, body)
      const result = found(await findMember(tx, before.id, caller))
      const audit = { account: before.account, action: 'member.update', target: before.id, before: audited(before), after: audited(result) }
      return { result, audit }
    })

/** The keys of the member end with the membership. */
export const deleteMember =
  ({ tenants }: ApiDeps): Handler<'deleteMember'> =>
  ({ params, caller, source }) =>
    tenants.change({ caller, source }, async (tx) => {
      const before = found(await lockMember(tx, params.id, caller))
      await requireAdministrator(tx, before, undefined)
      const revokedKeys = await revokeKeysOf(tx, { member: before.id, account: before.account })
      await remove(tx, before)
      const audit = { account: before.account, action: 'member.delete', target: before.id, before: audited(before), after: { revokedKeys } }
      return { result: undefined, audit }
    })

/** Throws the Problem `last_administrator` when the project would be left without one. */
async function requireAdministrator(tx: Kysely<Schema>, before: MemberRecord, after: ProjectRole | undefined): Promise<void> {
  if (leavesNoAdministrator(before.role, after, await countOtherAdministrators(tx, before)))
    throw new Problem('last_administrator', { detail: 'make another member administrator first' })
}
