import { LRUCache } from 'lru-cache'
import { findEventType } from '../../catalogue/catalogue.js'
import { type FieldError, Problem } from '../problem.js'
import { type CheckBySchema, createSchemaCompiler } from './compile-schema.js'
import { createOwnChecks, type FindSchema, type SchemaStamp } from './own-checks.js'

/** What becomes of an event whose data does not fit its type. */
export type EventValidation = 'reject' | 'warn' | 'off'

interface PublishedData {
  readonly type: string
  readonly data: unknown
}

/** What was found; with `refusal` it is a reason to refuse the event, else to warn of. */
export interface Checked {
  readonly faults: readonly FieldError[]
  readonly refusal?: Problem
}

/** Checks data against its type. */
export interface CheckData {
  /** A type that is not in the catalogue has no faults. */
  inCatalogue(event: PublishedData): Checked
  /** Against the versions of a type of the account's own, newest first: data must fit one of them. */
  ofAccount(event: PublishedData, versions: readonly SchemaStamp[]): Promise<Checked>
}

const nothing: Checked = { faults: [] }

export function createCheckData({ validation, findSchema }: { validation: EventValidation; findSchema: FindSchema }): CheckData {
  if (validation === 'off') return { inCatalogue: () => nothing, ofAccount: () => Promise.resolve(nothing) }
  const checkOf = createCatalogueChecks()
  const faultsOfOwn = createOwnChecks(findSchema)
  const judge = (type: string, faults: readonly FieldError[]): Checked =>
    faults.length === 0 || validation === 'warn' ? { faults } : { faults, refusal: toRefusal(type, faults) }
  return {
    inCatalogue: ({ type, data }) => judge(type, checkOf(type)?.(data) ?? []),
    ofAccount: async ({ type, data }, versions) => judge(type, await faultsOfOwn(versions, data)),
  }
}

const toRefusal = (type: string, errors: readonly FieldError[]): Problem =>
  new Problem('validation_failed', {
    detail: `the data does not fit its type: GET /v1/event-types/${type} has the schema and an example`,
    errors,
  })

const mostChecks = 500

/** Compiled when first needed, and remembered. */
function createCatalogueChecks(): (type: string) => CheckBySchema | undefined {
  const compile = createSchemaCompiler({ thorough: true })
  const checks = new LRUCache<string, CheckBySchema>({ max: mostChecks })
  return (type) => {
    const known = checks.get(type)
    if (known) return known
    const found = findEventType(type)
    if (!found) return undefined
    const check = compile(found.schema)
    checks.set(type, check)
    return check
  }
}
