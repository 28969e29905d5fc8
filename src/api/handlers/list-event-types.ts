import { catalogue } from '../../catalogue/catalogue.js'
import type { EventTypeQuery } from '../../contract/event-types.js'
import { readCursor, toPage } from '../../db/page.js'
import type { Handler } from '../deps.js'
import { requirePage } from '../require-page.js'
import { toEventTypeSummary } from '../to-event-type.js'

/** By name; no key is above or below another here: the catalogue is the same for all. */
export const listEventTypes = (): Handler<'listEventTypes'> => {
  const byName = [...catalogue].sort((a, b) => (a.type < b.type ? -1 : 1))
  return ({ query }) => Promise.resolve(requirePage(pageOf(byName, query)))
}

function pageOf(byName: typeof catalogue, { limit, cursor, ...filter }: EventTypeQuery) {
  const position = cursor === undefined ? [''] : readCursor(cursor, [/^[a-z0-9_.]{1,128}$/])
  if (!position) return undefined
  const [after = ''] = position
  const wanted = Object.entries(filter) as [keyof typeof filter, string | undefined][]
  const rows = byName.filter((entry) => entry.type > after && wanted.every(([name, value]) => value === undefined || entry[name] === value))
  return toPage(rows.slice(0, limit + 1), limit, { toItem: toEventTypeSummary, positionOf: ({ type }) => [type] })
}
