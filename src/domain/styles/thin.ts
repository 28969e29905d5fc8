import { membersOf, objectText } from './json-text.js'
import type { Rendered, StoredEvent } from './styled-event.js'

/** The native body without `data.object`: what happened and what changed, and the receiver fetches the resource itself. */
export function renderThin({ body, dataAt }: StoredEvent): Rendered {
  const data = membersOf(body.slice(dataAt, -1))
  data.delete('object')
  return { body: `${body.slice(0, dataAt)}${objectText([...data])}}`, headers: {} }
}
