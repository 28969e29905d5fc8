import { z } from 'zod'

/** Instants travel as RFC 3339 in UTC. */
export const Instant = z.iso.datetime({ offset: true })

export const Limit = z.coerce.number().int().min(1).max(100).default(50).describe('Items a page, at most 100')
export const Cursor = z.string().max(512).optional().describe('nextCursor of the page before')

/** A keyset page of one resource: `nextCursor` is null on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() })

/** What is wrong with which member, by JSON pointer (RFC 6901); never the value. */
export const FieldError = z.object({ pointer: z.string(), detail: z.string() })

/** RFC 9457 problem details with a stable `code`; `errors` name each wrong member by JSON pointer. */
export const ProblemDetails = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    requestId: z.string().optional(),
    errors: z.array(FieldError).optional(),
  })
  .meta({ id: 'ProblemDetails' })
export type ProblemDetails = z.infer<typeof ProblemDetails>

export const Id = z.string().min(1).max(128)
