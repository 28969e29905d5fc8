import { LRUCache } from 'lru-cache'
import { findEventType } from '../../catalogue/catalogue.js'
import { type FieldError, Problem } from '../problem.js'
import { type CheckBySchema, createSchemaCompiler } from './compile-schema.js'

/** What becomes of an event whose data does not fit its type. */
export type EventValidation = 'reject' | 'warn' | 'off'

interface PublishedData {
  readonly type: string
  readonly data: unknown
}

/** Checks data against its type: the faults to warn of. Throws the Problem `validation_failed` when they are a reason to refuse. */
export type CheckData = (event: PublishedData) => readonly FieldError[]

const mostChecks = 500

/** A type that is not in the catalogue is the publisher's own: its data is not looked at. */
export function createCheckData(validation: EventValidation): CheckData {
  if (validation === 'off') return () => []
  const checkOf = createChecks()
  return ({ type, data }) => {
    const faults = checkOf(type)?.(data) ?? []
    if (faults.length === 0 || validation === 'warn') return faults
    throw new Problem('validation_failed', {
      detail: `the data does not fit its type: GET /v1/event-types/${type} has the schema and an example`,
      errors: faults,
    })
  }
}

/** Compiled when first needed, and remembered. */
function createChecks(): (type: string) => CheckBySchema | undefined {
  const compile = createSchemaCompiler()
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
