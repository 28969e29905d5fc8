import { z } from 'zod'

/** Whom an event is about, in the publisher's own words: a reference that says nothing by itself. */
export const SubjectRef = z
  .string()
  .min(1)
  .max(200)
  // eslint-disable-next-line no-control-regex -- not \p{Cc}, which few who read the OpenAPI document know
  .regex(/^[^\x00-\x1f\x7f-\x9f]+$/, 'without control characters')

export const bySubject = z.strictObject({ ref: SubjectRef })

export const Erasure = z
  .object({
    events: z.int().describe('Events whose payload was removed now; those of an earlier erasure are not counted again'),
    notifications: z.int().describe('Notifications that were still open, and are cancelled'),
    attempts: z.int().describe('Attempts of which the answer of the receiver was removed'),
  })
  .meta({ id: 'Erasure' })
export type Erasure = z.infer<typeof Erasure>
