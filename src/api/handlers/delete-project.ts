import { revokeKeysOf } from '../../db/api-keys.js'
import { lockAttachmentsOf } from '../../db/attachments.js'
import { deleteMembersOf } from '../../db/members.js'
import { deleteProject as end, findProject, lockProject } from '../../db/projects.js'
import type { ApiDeps, Handler } from '../deps.js'
import { endAttachments, foreseeEnding } from '../end-attachments.js'
import { found } from '../problem.js'

/** Its keys end with it, and its members are forgotten. The row stays, with attachments, webhooks and notifications, as history; to the API the project is gone. */
export const deleteProject =
  ({ tenants, steering }: ApiDeps): Handler<'deleteProject'> =>
  async (request) => {
    const { params, query, caller } = request
    if (query.dryRun === 'true')
      return tenants.read(caller, async (tx) => {
        const { id } = found(await findProject(tx, params.id, caller))
        return foreseeEnding(tx, await lockAttachmentsOf(tx, id, caller), request)
      })
    const { ending, tell } = await tenants.change(request, async (tx) => {
      const before = found(await lockProject(tx, params.id, caller))
      const result = await endAttachments(tx, await lockAttachmentsOf(tx, before.id, caller), { steering, request })
      await end(tx, before)
      const revokedKeys = await revokeKeysOf(tx, { project: before.id, account: before.account })
      await deleteMembersOf(tx, { project: before.id, account: before.account })
      const after = { ending: result.ending, revokedKeys }
      return { result, audit: { account: before.account, action: 'project.delete', target: before.id, before, after } }
    })
    await tell()
    return ending
  }
