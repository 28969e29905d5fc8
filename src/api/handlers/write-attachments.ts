import { newId } from '../../crypto/ids.js'
import { changeAttachment, findAttachment, insertAttachment, lockAttachment } from '../../db/attachments.js'
import { findProduct } from '../../db/products.js'
import { lockProject } from '../../db/projects.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found, Problem } from '../problem.js'
import { invalidMember } from '../validate.js'

export const createAttachment =
  ({ tenants }: ApiDeps): Handler<'createAttachment'> =>
  ({ params, body, caller, source }) =>
    tenants.change({ caller, source }, async (tx) => {
      const { id: project, account } = found(await lockProject(tx, params.id, caller))
      if (!(await findProduct(tx, body.product))) throw invalidMember('/product', 'no such product: see GET /v1/products')
      const id = newId('att')
      if ((await insertAttachment(tx, { id, account, project, product: body.product })) === 'there')
        throw new Problem('wrong_state', { detail: 'the product is attached to this project already' })
      const after = found(await findAttachment(tx, id, caller))
      return { result: after, audit: { account, action: 'attachment.create', target: id, after } }
    })

export const activateAttachment =
  ({ tenants }: ApiDeps): Handler<'activateAttachment'> =>
  ({ params, caller, source }) =>
    tenants.change({ caller, source }, async (tx) => {
      const before = found(await lockAttachment(tx, params.id, caller))
      if (before.state === 'active') return { result: before }
      if (before.state === 'detached') throw new Problem('wrong_state', { detail: 'it is detached: attach the product again' })
      await changeAttachment(tx, before, 'active')
      const after = found(await findAttachment(tx, before.id, caller))
      return { result: after, audit: { account: before.account, action: 'attachment.activate', target: before.id, before, after } }
    })
