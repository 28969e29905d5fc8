import { VerificationError } from './verification-error.js'

/** Headers as Node has them (`request.headers`), as fetch has them (`Headers`), or as any record; names in any case. */
export type HeaderSource =
  { readonly get: (name: string) => string | null } | Readonly<Record<string, string | readonly string[] | undefined>>

const maxLength = 16_384

/** The one value of a header; throws `missing_header`, and `malformed_header` where it is there twice or too long. */
export function readHeader(headers: HeaderSource, name: string): string {
  const values = valuesOf(headers, name)
  const [value] = values
  if (value === undefined || value === '') throw new VerificationError('missing_header', `The request has no header ${name}.`)
  if (values.length > 1) throw new VerificationError('malformed_header', `The request has the header ${name} more than once.`)
  if (value.length > maxLength)
    throw new VerificationError('malformed_header', `The header ${name} is longer than ${maxLength} characters.`)
  return value
}

function valuesOf(headers: HeaderSource, name: string): string[] {
  if (isFetchHeaders(headers)) return [headers.get(name) ?? []].flat()
  const wanted = name.toLowerCase()
  return Object.entries(headers).flatMap(([key, value]) => (key.toLowerCase() === wanted && value !== undefined ? value : []))
}

const isFetchHeaders = (headers: HeaderSource): headers is { readonly get: (name: string) => string | null } =>
  typeof headers.get === 'function'
