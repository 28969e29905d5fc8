import type { Kysely } from 'kysely'
import { type AttachmentRecord, findAttachment, lockAttachment } from '../db/attachments.js'
import { findProduct, type ProductRecord } from '../db/products.js'
import type { Schema } from '../db/schema.js'
import { isPatternWithin } from '../domain/matching.js'
import type { Caller } from './caller.js'
import { found, Problem } from './problem.js'
import { invalidMember } from './validate.js'

/** The attachment that a new subscription is to belong to, locked. Throws `validation_failed`, `wrong_state`, `webhook_exists`, `webhooks_not_supported`. */
export async function requireAttachment(
  tx: Kysely<Schema>,
  { attachment: id, eventTypes }: { attachment: string; eventTypes: readonly string[] },
  caller: Caller,
): Promise<AttachmentRecord> {
  const attachment = await lockAttachment(tx, id, caller)
  if (!attachment) throw invalidMember('/attachment', 'no such attachment, or this key may not act for it')
  if (attachment.state === 'detached') throw detached()
  if (attachment.subscription !== null)
    throw new Problem('webhook_exists', { detail: `change or delete ${attachment.subscription} instead` })
  await requireEmitted(tx, attachment.product, eventTypes)
  return attachment
}

const detached = () => new Problem('wrong_state', { detail: 'the product is detached: attach it again' })

/** Whether a product emits all that is asked of it (S0-6). Throws `webhooks_not_supported`, or `validation_failed` for each type it does not emit. */
async function requireEmitted(tx: Kysely<Schema>, product: string, eventTypes: readonly string[]): Promise<void> {
  const { name, supportsWebhooks, eventTypes: emitted } = found(await findProduct(tx, product))
  if (!supportsWebhooks)
    throw new Problem('webhooks_not_supported', { detail: `${name} sends no notifications: nothing can be configured` })
  const errors = eventTypes.flatMap((pattern, at) =>
    isPatternWithin(pattern, emitted)
      ? []
      : [{ pointer: `/eventTypes/${at}`, detail: `not among those of the product: ${emitted.join(', ')}` }],
  )
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
}

interface AttachedChange {
  readonly attachment: string | null
  readonly project: string | null
  readonly change: { readonly project?: string | null | undefined; readonly eventTypes?: readonly string[] | undefined }
}

/** Whether a subscription can be changed so, if it is the webhook of an attachment. Throws `validation_failed`, `webhooks_not_supported`. */
export async function requireAttached(tx: Kysely<Schema>, { attachment, project, change }: AttachedChange, caller: Caller): Promise<void> {
  if (attachment === null) return
  requireProject(change.project === undefined ? project : change.project, project)
  const { state, product } = found(await findAttachment(tx, attachment, caller))
  if (state === 'detached') throw detached()
  if (change.eventTypes) await requireEmitted(tx, product, change.eventTypes)
}

/** Throws the Problem `validation_failed` when the webhook of an attachment is to have events of another project. */
export function requireProject(asked: string | null, own: string | null): void {
  if (asked !== own) throw invalidMember('/project', "the webhook of an attachment gets events of the attachment's project: leave it out")
}

/** The product. Throws the Problem `webhooks_not_supported` when nothing can be configured for it (S0-6). */
export async function requireWebhooks(tx: Kysely<Schema>, id: string): Promise<ProductRecord> {
  const product = found(await findProduct(tx, id))
  if (product.supportsWebhooks) return product
  throw new Problem('webhooks_not_supported', { detail: `${product.name} sends no notifications: nothing can be configured` })
}
