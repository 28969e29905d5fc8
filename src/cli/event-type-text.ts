import type { EventTypeDetails, EventTypePage } from '../contract/event-types.js'
import type { Desk } from './cli.js'
import { toPageText } from './page.js'
import { printable, toRecord } from './table.js'

export const toEventTypesText =
  (desk: Desk) =>
  (page: EventTypePage): string =>
    toPageText(desk, page, {
      nothing: 'No event types.',
      columns: [
        { title: 'type', cell: (row) => row.type },
        { title: 'domain', cell: (row) => row.domain },
        { title: 'flow', cell: (row) => row.flow },
        { title: 'data', cell: (row) => row.dataType },
        { title: 'from', cell: (row) => row.origins.join(', ') },
        { title: 'version', cell: (row) => (row.custom ? `${row.schemaVersion}.${row.schemaRevision}` : null) },
      ],
    })

export const toEventTypeText =
  (desk: Desk) =>
  (details: EventTypeDetails): string => {
    const { type, description, domain, product, flow, dataType, origins, dedupeKey, schema, example } = details
    const head = toRecord([
      ['Type', type],
      ['What', description],
      ['Version', details.custom ? `${details.schemaVersion}, revision ${details.schemaRevision}` : null],
      ['Account', details.account],
      ['Domain', domain],
      ['Product', product],
      ['Flow', flow],
      ['Data', dataType],
      ['Usually from', origins.join(', ')],
      ['Dedupe key', dedupeKey.pointers.join(', ')],
      ['', dedupeKey.words],
      ['Required', requiredMembers(schema).join(', ')],
    ])
    const lines = JSON.stringify(example, null, 2).split('\n').map(printable)
    return [head, '', desk.paint('dim', 'Example of data; --json prints its schema'), ...lines].join('\n')
  }

/** The members that must be there, `object.id` for one inside another. */
function requiredMembers(schema: unknown, path = ''): string[] {
  const { required = [], properties = {} } = schema as { required?: readonly string[]; properties?: Record<string, unknown> }
  return required.flatMap((name) => [path + name, ...requiredMembers(properties[name] ?? {}, `${path}${name}.`)])
}
