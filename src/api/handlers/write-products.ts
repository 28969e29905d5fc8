import { newId } from '../../crypto/ids.js'
import { rootAccountId } from '../../db/bootstrap.js'
import { changeProduct, findProduct, insertProduct, lockProduct } from '../../db/products.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found, Problem } from '../problem.js'
import { requireCatalogued, requirePlatform } from '../require-platform.js'
import { invalidMember } from '../validate.js'

export const createProduct =
  ({ tenants }: ApiDeps): Handler<'createProduct'> =>
  ({ body, caller, source }) => {
    requirePlatform(caller)
    requireCatalogued(body.eventTypes)
    return tenants.change({ caller, source }, async (tx) => {
      const id = newId('prd')
      if ((await insertProduct(tx, { id, ...body })) === 'taken') throw invalidMember('/code', 'another product has this code')
      const after = found(await findProduct(tx, id))
      return { result: after, audit: { account: rootAccountId, action: 'product.create', target: id, after } }
    })
  }

/** What is attached already keeps the event types it has: they are judged when it is saved again. */
export const updateProduct =
  ({ tenants }: ApiDeps): Handler<'updateProduct'> =>
  ({ params, body, ifMatch, caller, source }) => {
    requirePlatform(caller)
    if (body.eventTypes) requireCatalogued(body.eventTypes)
    return tenants.change({ caller, source }, async (tx) => {
      const before = found(await lockProduct(tx, params.id))
      if (before.version !== ifMatch) throw new Problem('version_mismatch', { detail: `it is at version ${before.version}` })
      const { name = before.name, supportsWebhooks = before.supportsWebhooks, eventTypes = before.eventTypes } = body
      await changeProduct(tx, before.id, { name, supportsWebhooks, eventTypes })
      const after = found(await findProduct(tx, before.id))
      return { result: after, audit: { account: rootAccountId, action: 'product.update', target: before.id, before, after } }
    })
  }
