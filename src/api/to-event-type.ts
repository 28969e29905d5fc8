import type { EventType } from '../catalogue/event-type.js'
import type { EventTypeDetails, EventTypeSummary } from '../contract/event-types.js'

/** A type as lists show it. */
export function toEventTypeSummary({ schema: _schema, example: _example, ...summary }: EventType): EventTypeSummary {
  const { origins, dedupeKey } = summary
  return { ...summary, origins: [...origins], dedupeKey: { ...dedupeKey, pointers: [...dedupeKey.pointers] } }
}

/** A type with the schema of its data. */
export const toEventTypeDetails = (type: EventType): EventTypeDetails => ({
  ...toEventTypeSummary(type),
  schema: type.schema,
  example: type.example,
})
