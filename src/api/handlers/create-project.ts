import { newId } from '../../crypto/ids.js'
import { findProject, insertProject } from '../../db/projects.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { requireAccount } from '../require-account.js'
import { withRole } from '../with-role.js'

export const createProject =
  ({ tenants }: ApiDeps): Handler<'createProject'> =>
  ({ body, caller, source }) =>
    tenants.change({ caller, source }, async (tx) => {
      const { account = caller.accountId, name } = body
      await requireAccount(tx, account, caller)
      const id = newId('prj')
      await insertProject(tx, { id, account, name, environment: caller.environment })
      const after = found(await findProject(tx, id, caller))
      return { result: withRole(after, caller), audit: { account, action: 'project.create', target: id, after } }
    })
