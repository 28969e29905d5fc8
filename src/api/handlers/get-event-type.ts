import { findEventType } from '../../catalogue/catalogue.js'
import { findOwnEventType } from '../../db/event-types.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { requireAccount } from '../require-account.js'
import { toCatalogueEntry, toOwnEntry } from '../to-event-type.js'

/** Of the catalogue, or as the account or the nearest one above it has defined it. */
export const getEventType =
  ({ tenants }: ApiDeps): Handler<'getEventType'> =>
  async ({ params: { type }, query: { account, schemaVersion: version }, caller }) => {
    const builtIn = findEventType(type)
    if (builtIn) return found(version === undefined || version === 1 ? toCatalogueEntry(builtIn) : undefined)
    return tenants.read(caller, async (tx) => {
      if (account !== undefined) await requireAccount(tx, account, caller)
      return toOwnEntry(found(await findOwnEventType(tx, { account: account ?? caller.accountId, type, version }, caller)))
    })
  }
