import type { z } from 'zod'
import type { OperationId, Routes } from './routes.js'

type Part = 'params' | 'query' | 'body' | 'response'

/** What a caller may send as, or gets of, a part of an operation; `Missing` when the operation has no such part. */
export type InputOf<Op extends OperationId, Name extends Part, Missing = undefined> =
  Routes[Op] extends Record<Name, infer Schema extends z.ZodType> ? z.input<Schema> : Missing

/** The same as its schema has it, with the defaults filled in. */
export type OutputOf<Op extends OperationId, Name extends Part, Missing = undefined> =
  Routes[Op] extends Record<Name, infer Schema extends z.ZodType> ? z.output<Schema> : Missing
