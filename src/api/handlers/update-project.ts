import { changeProject, findProject, lockProject } from '../../db/projects.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found, Problem } from '../problem.js'
import { withRole } from '../with-role.js'

export const updateProject =
  ({ tenants }: ApiDeps): Handler<'updateProject'> =>
  ({ params, body, ifMatch, caller, source }) =>
    tenants.change({ caller, source }, async (tx) => {
      const before = found(await lockProject(tx, params.id, caller))
      if (before.version !== ifMatch) throw new Problem('version_mismatch', { detail: `it is at version ${before.version}` })
      await changeProject(tx, before, body)
      const after = found(await findProject(tx, before.id, caller))
      return {
        result: withRole(after, caller),
        audit: { account: before.account, action: 'project.update', target: before.id, before, after },
      }
    })
