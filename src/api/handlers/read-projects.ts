import { findProject, listProjects as list } from '../../db/projects.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { requirePage } from '../require-page.js'
import { withRole } from '../with-role.js'

export const getProject =
  ({ tenants }: ApiDeps): Handler<'getProject'> =>
  async ({ params, caller }) =>
    withRole(found(await tenants.read(caller, (tx) => findProject(tx, params.id, caller))), caller)

export const listProjects =
  ({ tenants }: ApiDeps): Handler<'listProjects'> =>
  async ({ query, caller }) => {
    const { items, nextCursor } = requirePage(await tenants.read(caller, (tx) => list(tx, query, caller)))
    return { items: items.map((project) => withRole(project, caller)), nextCursor }
  }
