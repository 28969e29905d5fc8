import type { z } from 'zod'
import { type FieldError, Problem } from './problem.js'

/** The value as its schema has it. Throws the Problem `validation_failed` with a JSON pointer for each mistake. */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new Problem('validation_failed', { errors: toFieldErrors(parsed.error) })
  return parsed.data
}

/** One wrong member, found by a handler rather than by the schema. */
export const invalidMember = (pointer: string, detail: string): Problem =>
  new Problem('validation_failed', { errors: [{ pointer, detail }] })

/** Parses JSON text. Throws the Problem `malformed_json`, which does not repeat the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem('malformed_json')
  }
}

/** The mistakes that zod found, each with its JSON pointer (RFC 6901). */
export function toFieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [{ pointer: toPointer(issue.path), detail: messageOf(issue) }]
    return issue.keys.map((key) => ({ pointer: toPointer([...issue.path, key]), detail: 'unknown member' }))
  })
}

const toPointer = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

const messageOf = (issue: z.core.$ZodIssue): string => (issue.message.endsWith('received undefined') ? 'is required' : issue.message)
