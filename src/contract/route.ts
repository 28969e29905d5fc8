import { z } from 'zod'
import { Id } from './common.js'
import type { ProblemCode } from './problems.js'

/** One operation of the HTTP API, as data: validation, types, OpenAPI and the client are derived from it. */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  readonly path: string
  readonly summary: string
  readonly tag: string
  /** What a key must be allowed to do; `any`: what every key may. */
  readonly scope: `${string}:${'read' | 'write' | 'steer'}` | 'any'
  /** What a key of one project gets: what belongs to the project and nothing else, the same as any key, or a refusal. */
  readonly projectKeys: 'their own' | 'the same' | 'refused'
  /** For keys of this environment alone. */
  readonly environment?: 'test'
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  /** The handler reads the raw bytes itself: `data` must not be parsed and written again. */
  readonly rawBody?: true
  /** The request must carry If-Match with the version it changes. */
  readonly ifMatch?: true
  /** The request must carry the header Posthorn-Reason. */
  readonly needsReason?: true
  /** Where what was made is found, followed by its id; the path itself when absent. */
  readonly location?: string
  readonly status: 200 | 201 | 202 | 204
  readonly response?: z.ZodType
  /** What is answered (202) when the change needs four eyes and waits as a change request. */
  readonly pending?: z.ZodType
  /** Problem codes beyond those that every route can answer. */
  readonly problems?: readonly ProblemCode[]
}

export const byId = z.strictObject({ id: Id })
