import { z } from 'zod'
import { Cursor, Id, Instant, Limit, pageOf } from './common.js'

export const AttachmentState = z.enum(['created', 'active', 'detached'])

export const CreateAttachment = z.strictObject({ product: Id.describe('Id of a product of the platform') }).meta({ id: 'CreateAttachment' })

export const Attachment = z
  .object({
    id: z.string(),
    account: z.string(),
    project: z.string(),
    product: z.string(),
    state: AttachmentState,
    subscription: z.string().nullable().describe('Its webhook'),
    version: z.int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Attachment' })

export const AttachmentPage = pageOf(Attachment).meta({ id: 'AttachmentPage' })
export const AttachmentQuery = z.strictObject({ limit: Limit, cursor: Cursor, state: AttachmentState.optional() })
