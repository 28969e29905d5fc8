import { findAttachment, listAttachments as list } from '../../db/attachments.js'
import { findProject } from '../../db/projects.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { requirePage } from '../require-page.js'

export const getAttachment =
  ({ tenants }: ApiDeps): Handler<'getAttachment'> =>
  async ({ params, caller }) =>
    found(await tenants.read(caller, (tx) => findAttachment(tx, params.id, caller)))

export const listAttachments =
  ({ tenants }: ApiDeps): Handler<'listAttachments'> =>
  ({ params, query, caller }) =>
    tenants.read(caller, async (tx) => {
      const { id: project } = found(await findProject(tx, params.id, caller))
      return requirePage(await list(tx, { project, ...query }, caller))
    })
