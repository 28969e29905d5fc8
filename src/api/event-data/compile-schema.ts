import { Ajv2020 } from 'ajv/dist/2020.js'
import type { FieldError } from '../problem.js'
import { toDataFaults } from './data-faults.js'
import { schemaFormats } from './schema-formats.js'

/** What is wrong with `data`; nothing when it fits. */
export type CheckBySchema = (data: unknown) => readonly FieldError[]

const options = { strict: true, verbose: true, addUsedSchema: false, logger: false, formats: schemaFormats } as const

/**
 * Turns schemas (2020-12) into checks, which takes milliseconds each; they are taken to be valid. `thorough` checks find
 * every fault at once, which may be as many as data and schema together make possible: for our own schemas only.
 */
export function createSchemaCompiler({ thorough }: { thorough: boolean }): (schema: object) => CheckBySchema {
  const ajv = new Ajv2020({ ...options, allErrors: thorough, meta: false, validateSchema: false })
  return (schema) => {
    const validate = ajv.compile(schema)
    // It remembers every schema it has seen; how many are remembered is for the caller to say.
    ajv.removeSchema(schema)
    return (data) => (validate(data) ? [] : toDataFaults(validate.errors ?? []))
  }
}

/** Why a schema cannot be used, by the rules of JSON Schema 2020-12 and those of strict mode; undefined when it can. */
export function findSchemaFault(schema: object): string | undefined {
  try {
    new Ajv2020(options).compile(schema)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
