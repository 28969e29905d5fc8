import { z } from 'zod'
import { Cursor, Instant, Limit, pageOf } from './common.js'
import { EventTypePattern } from './subscriptions.js'

const settings = {
  code: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters and digits, in words joined by "-"')
    .max(64),
  name: z.string().trim().min(1).max(200),
  supportsWebhooks: z.boolean().describe('Whether a webhook can be configured where it is attached'),
  eventTypes: z.array(EventTypePattern).max(200).describe('What it emits: types of the catalogue, or prefixes such as "payment.*"'),
}

export const CreateProduct = z.strictObject(settings).meta({ id: 'CreateProduct' })
export type CreateProduct = z.infer<typeof CreateProduct>

export const UpdateProduct = z
  .strictObject({
    name: settings.name.optional(),
    supportsWebhooks: settings.supportsWebhooks.optional(),
    eventTypes: settings.eventTypes.optional(),
  })
  .meta({ id: 'UpdateProduct' })

export const Product = z
  .object({
    id: z.string(),
    ...settings,
    eventTypes: z.array(z.string()),
    version: z.int().describe('The ETag; send it as If-Match when you change the product'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Product' })

export const ProductPage = pageOf(Product).meta({ id: 'ProductPage' })
export const ProductQuery = z.strictObject({ limit: Limit, cursor: Cursor })
