import { Ajv2020 } from 'ajv/dist/2020.js'
import type { FieldError } from '../problem.js'
import { toDataFaults } from './data-faults.js'
import { schemaFormats } from './schema-formats.js'

/** What is wrong with `data`; nothing when it fits. */
export type CheckBySchema = (data: unknown) => readonly FieldError[]

/** Turns schemas (2020-12) into checks, which takes milliseconds each. Schemas are taken to be valid: what is stored has been examined. */
export function createSchemaCompiler(): (schema: object) => CheckBySchema {
  const ajv = new Ajv2020({
    strict: true,
    allErrors: true,
    verbose: true,
    meta: false,
    validateSchema: false,
    addUsedSchema: false,
    formats: schemaFormats,
  })
  return (schema) => {
    const validate = ajv.compile(schema)
    // It remembers every schema it has seen; how many are remembered is for the caller to say.
    ajv.removeSchema(schema)
    return (data) => (validate(data) ? [] : toDataFaults(validate.errors ?? []))
  }
}
