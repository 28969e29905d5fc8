import { findMember, listMembers as list } from '../../db/members.js'
import { findProject } from '../../db/projects.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { requirePage } from '../require-page.js'

export const getMember =
  ({ tenants }: ApiDeps): Handler<'getMember'> =>
  async ({ params, caller }) =>
    found(await tenants.read(caller, (tx) => findMember(tx, params.id, caller)))

export const listMembers =
  ({ tenants }: ApiDeps): Handler<'listMembers'> =>
  ({ params, query, caller }) =>
    tenants.read(caller, async (tx) => {
      const { id: project } = found(await findProject(tx, params.id, caller))
      return requirePage(await list(tx, { project, ...query }, caller))
    })
