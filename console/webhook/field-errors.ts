import { ProblemError } from '../../src/client/client.js'

/** What is wrong with which field, by the JSON pointer of the problem (RFC 9457, RFC 6901). */
export type FieldErrors = ReadonlyMap<string, string>

export function toFieldErrors(error: unknown): FieldErrors {
  if (!(error instanceof ProblemError)) return new Map()
  const { code, detail, errors = [] } = error.problem
  if (code === 'reason_required') return new Map([['/reason', 'Say why: the owner of this account can read it.']])
  const told = errors.map((one): [string, string] => [one.pointer, toWords(one.detail)])
  return new Map(told.length === 0 && detail !== undefined ? [['', detail]] : told)
}

/** A place in a list is shown by its number in the form. */
const toWords = (detail: string): string =>
  detail.replace(/^the same as \/(\d+)$/, (_, place: string) => `the same as IP Address ${Number(place) + 1}`)

/** What is said of a member and of whatever is in it. */
export const errorsWithin = (errors: FieldErrors, pointer: string): string | undefined => {
  const told = [...errors].filter(([at]) => at === pointer || at.startsWith(`${pointer}/`)).map(([, detail]) => detail)
  return told.length === 0 ? undefined : [...new Set(told)].join('; ')
}
