import type { ProblemDetails } from '../contract/common.js'
import { type ProblemCode, problemCodes } from '../contract/problems.js'

export interface ProblemInfo {
  readonly detail?: string
  /** What is wrong with which member; the pointer is a JSON pointer (RFC 6901) into the body or the query. */
  readonly errors?: readonly FieldError[]
  readonly headers?: Readonly<Record<string, string>>
}

export interface FieldError {
  readonly pointer: string
  readonly detail: string
}

/** The one throwable of the API: what the caller is told, by its code. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly info: ProblemInfo

  constructor(code: ProblemCode, info: ProblemInfo = {}) {
    super(info.detail ?? problemCodes[code].title)
    this.name = 'Problem'
    this.code = code
    this.info = info
  }
}

/** A problem as it travels (RFC 9457). */
export function toProblemDetails({ code, info }: Problem, requestId?: string): ProblemDetails {
  return {
    type: `urn:posthorn:problem:${code}`,
    title: problemCodes[code].title,
    status: problemCodes[code].status,
    code,
    ...(info.detail !== undefined && { detail: info.detail }),
    ...(requestId !== undefined && { requestId }),
    ...(info.errors && { errors: [...info.errors] }),
  }
}

/** What was found. Throws the Problem `not_found` otherwise: what a key may not see does not exist for it. */
export function found<T>(record: T | undefined): T {
  if (record === undefined) throw new Problem('not_found')
  return record
}
