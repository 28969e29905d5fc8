import type { ErrorObject } from 'ajv'
import { toPointer } from '../../domain/json-limits.js'
import type { FieldError } from '../problem.js'

const most = 20
/** Of a detail: a schema of somebody else may have long texts in it. */
const mostChars = 500

/** What a schema found wrong with `data`, each with its JSON pointer from the event on. It says what is expected, never what was sent. */
export const toDataFaults = (errors: readonly ErrorObject[]): FieldError[] => errors.slice(0, most).map(toDataFault)

const toDataFault = (error: ErrorObject): FieldError => ({
  pointer: `/data${error.instancePath}${toPointer(memberNamed(error))}`,
  detail: (details[error.keyword] ?? whatIsExpected)(error).slice(0, mostChars),
})

/** A member that is missing or too many is named apart from where it should, or should not, stand. */
const memberNamed = ({ params }: ErrorObject): string[] =>
  [params['missingProperty'], params['additionalProperty']].filter((name) => typeof name === 'string')

const details: Readonly<Record<string, (error: ErrorObject) => string>> = {
  required: () => 'is required',
  additionalProperties: () => 'unknown member',
  'false schema': () => 'must not be sent',
  enum: ({ params }) => `must be one of ${JSON.stringify(params['allowedValues'])}`,
  not: (error) => `must be ${descriptionOf(error) ?? 'something else'}`,
}

const whatIsExpected = (error: ErrorObject): string => [error.message, descriptionOf(error)].filter(Boolean).join(': ')

function descriptionOf({ parentSchema }: ErrorObject): string | undefined {
  const description: unknown = parentSchema?.['description']
  return typeof description === 'string' ? description : undefined
}
