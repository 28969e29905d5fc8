import { findSchemaProblems } from '../../domain/data-schema.js'
import { Problem } from '../problem.js'
import { createSchemaCompiler, findSchemaFault } from './compile-schema.js'

interface Described {
  readonly schema: Readonly<Record<string, unknown>>
  readonly example: unknown
}

/** Throws the Problem `validation_failed` unless the schema of somebody else may check data, and its example fits. */
export function requireUsableSchema({ schema, example }: Described): void {
  const problems = findSchemaProblems(schema)
  refuse(problems.map(({ pointer, detail }) => ({ pointer: `/schema${pointer}`, detail })))
  const fault = findSchemaFault(schema)
  refuse(fault === undefined ? [] : [{ pointer: '/schema', detail: fault.slice(0, 500) }])
  const faults = createSchemaCompiler({ thorough: false })(schema)(example)
  refuse(faults.map(({ pointer, detail }) => ({ pointer: pointer.replace(/^\/data/, '/example'), detail })))
}

const mostErrors = 20

function refuse(errors: { pointer: string; detail: string }[]): void {
  if (errors.length > 0) throw new Problem('validation_failed', { errors: errors.slice(0, mostErrors) })
}
