import { findProduct, listProducts as list } from '../../db/products.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { requirePage } from '../require-page.js'

export const getProduct =
  ({ tenants }: ApiDeps): Handler<'getProduct'> =>
  async ({ params, caller }) =>
    found(await tenants.read(caller, (tx) => findProduct(tx, params.id)))

export const listProducts =
  ({ tenants }: ApiDeps): Handler<'listProducts'> =>
  async ({ query, caller }) =>
    requirePage(await tenants.read(caller, (tx) => list(tx, query)))
