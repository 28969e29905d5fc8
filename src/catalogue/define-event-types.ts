import { block, blocksOf } from './blocks.js'
import type { DedupeKey, EventType, Json, JsonSchema } from './event-type.js'

/** What the types of one resource have in common. */
export interface Family extends Pick<EventType, 'domain' | 'product' | 'flow' | 'dataType' | 'origins'> {
  /** The members of `data.object` that are described; others may be sent besides. */
  readonly properties: Readonly<Record<string, JsonSchema>>
  readonly required: readonly string[]
  readonly dedupeKey?: DedupeKey
  readonly example: Json
}

/** What is special about one type. */
export interface TypeOfFamily extends Partial<Pick<EventType, 'origins' | 'dedupeKey'>> {
  readonly description: string
  /** Instead of the family's. */
  readonly required?: readonly string[]
  /** Members of the example's `object`, over those of the family. */
  readonly object?: Json
  /** The example's `previous`. */
  readonly previous?: Json
  /** The example's `changedFields`; an event of this type must have them (S2-17). */
  readonly changedFields?: readonly string[]
  /** An event of this type must say which status it was before (S0-3). */
  readonly tellsPreviousStatus?: true
  /** `data` may do without an `object`. */
  readonly objectOptional?: true
}

export const oncePerResource: DedupeKey = {
  pointers: ['/type', '/data/object/id'],
  words: 'The type and the id of the resource: it happens to a resource once.',
}
export const oncePerEvent: DedupeKey = {
  pointers: ['/id'],
  words: 'The event id: the same may happen to a resource more than once.',
}

/** The types of a family, by their names. */
export const defineEventTypes = (family: Family, types: Readonly<Record<string, TypeOfFamily>>): EventType[] =>
  Object.entries(types).map(([type, special]) => toEventType(family, type, special))

function toEventType(family: Family, type: string, special: TypeOfFamily): EventType {
  const { domain, product, flow, dataType } = family
  return {
    type,
    description: special.description,
    domain,
    product,
    flow,
    dataType,
    origins: special.origins ?? family.origins,
    dedupeKey:
      special.dedupeKey ?? family.dedupeKey ?? (special.changedFields || special.tellsPreviousStatus ? oncePerEvent : oncePerResource),
    schema: toSchema(family, type, special),
    example: toExample(family, special),
  }
}

function toSchema({ properties, required }: Family, type: string, special: TypeOfFamily): Json {
  const data = {
    type: 'object',
    required: [
      ...(special.objectOptional ? [] : ['object']),
      ...(special.tellsPreviousStatus ? ['previous'] : []),
      ...(special.changedFields ? ['changedFields'] : []),
    ],
    properties: {
      object: { type: 'object', description: 'the resource as it is now', required: special.required ?? required, properties },
      previous: block(special.tellsPreviousStatus ? 'previousStatus' : 'previous'),
      changedFields: block('changedFields'),
    },
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: type,
    description: special.description,
    ...data,
    $defs: blocksOf(data),
  }
}

const toExample = ({ example }: Family, { object, previous, changedFields }: TypeOfFamily): Json => ({
  object: { ...example, ...object },
  ...(previous && { previous }),
  ...(changedFields && { changedFields }),
})
