import { findAttachment, lockAttachment } from '../../db/attachments.js'
import type { ApiDeps, Handler } from '../deps.js'
import { endAttachments, foreseeEnding } from '../end-attachments.js'
import { found, Problem } from '../problem.js'

export const detachAttachment =
  ({ tenants, steering }: ApiDeps): Handler<'detachAttachment'> =>
  async (request) => {
    const { params, query, caller } = request
    const attached = <T extends { readonly state: string }>(attachment: T): T => {
      if (attachment.state === 'detached') throw new Problem('wrong_state', { detail: 'it is detached' })
      return attachment
    }
    if (query.dryRun === 'true')
      return tenants.read(caller, async (tx) => foreseeEnding(tx, [attached(found(await findAttachment(tx, params.id, caller)))], request))
    const { ending, tell } = await tenants.change(request, async (tx) => {
      const before = attached(found(await lockAttachment(tx, params.id, caller)))
      const result = await endAttachments(tx, [before], { steering, request })
      const after = { ...found(await findAttachment(tx, before.id, caller)), ending: result.ending }
      return { result, audit: { account: before.account, action: 'attachment.detach', target: before.id, before, after } }
    })
    await tell()
    return ending
  }
