import { catalogue } from '../../catalogue/catalogue.js'
import type { EventTypeDetails, EventTypeQuery } from '../../contract/event-types.js'
import { afterCursor, listOwnEventTypes, toEventTypePage } from '../../db/event-types.js'
import type { ApiDeps, Handler } from '../deps.js'
import { requireAccount } from '../require-account.js'
import { requirePage } from '../require-page.js'
import { toCatalogueEntry, toEventTypeSummary, toOwnEntry } from '../to-event-type.js'

/** The catalogue and what the account has besides, by name. A name is in one of them only. */
export const listEventTypes = ({ tenants }: ApiDeps): Handler<'listEventTypes'> => {
  const entries = catalogue.map(toCatalogueEntry)
  return async ({ query, caller }) => {
    const { limit, account = caller.accountId, cursor, ...filter } = query
    const after = requirePage(afterCursor(cursor))
    const own = await tenants.read(caller, async (tx) => {
      await requireAccount(tx, account, caller)
      return listOwnEventTypes(tx, { limit, account, ...filter, after }, caller)
    })
    const rows = [...entries.filter(isWanted(filter, after)), ...own.map(toOwnEntry)].sort((a, b) => (a.type < b.type ? -1 : 1))
    return toEventTypePage(rows.slice(0, limit + 1).map(toEventTypeSummary), limit)
  }
}

type Filter = Pick<EventTypeQuery, 'domain' | 'flow' | 'product'>

const isWanted = (filter: Filter, after: string) => {
  const wanted = Object.entries(filter) as [keyof Filter, string | undefined][]
  return (entry: EventTypeDetails) => entry.type > after && wanted.every(([name, value]) => value === undefined || entry[name] === value)
}
