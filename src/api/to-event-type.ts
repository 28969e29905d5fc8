import type { EventType } from '../catalogue/event-type.js'
import type { EventTypeDetails, EventTypeSummary } from '../contract/event-types.js'
import type { OwnEventType } from '../db/event-types.js'

/** A type of the catalogue, with what it has in common with those of accounts. */
export const toCatalogueEntry = (type: EventType): EventTypeDetails => ({
  ...type,
  origins: [...type.origins],
  dedupeKey: { ...type.dedupeKey, pointers: [...type.dedupeKey.pointers] },
  custom: false,
  account: null,
  schemaVersion: 1,
  schemaRevision: 1,
})

/** A type that an account has defined. */
export const toOwnEntry = ({ version, revision, origins, dedupeKey, ...type }: OwnEventType): EventTypeDetails => ({
  ...type,
  origins: [...origins],
  dedupeKey: { ...dedupeKey, pointers: [...dedupeKey.pointers] },
  custom: true,
  schemaVersion: version,
  schemaRevision: revision,
})

/** As lists show it. */
export const toEventTypeSummary = ({ schema: _schema, example: _example, ...summary }: EventTypeDetails): EventTypeSummary => summary
