import type { Kysely } from 'kysely'
import type { OutputOf } from '../contract/operation-types.js'
import { type AttachmentRecord, changeAttachment } from '../db/attachments.js'
import { countOpen } from '../db/open-notifications.js'
import type { Schema } from '../db/schema.js'
import { changeSubscription, lockSubscription } from '../db/subscriptions.js'
import type { Tell } from '../engine/steering.js'
import type { ApiDeps } from './deps.js'
import { toStateReason } from './steer-subscription.js'
import type { ChangeRequest } from './tenants.js'

type Ending = OutputOf<'detachAttachment', 'response'>
export type EndRequest = ChangeRequest & { readonly query: { readonly pending: 'drain' | 'cancel'; readonly dryRun: 'true' | 'false' } }

const webhooksOf = (attachments: readonly AttachmentRecord[]): string[] => attachments.flatMap(({ subscription }) => subscription ?? [])

/** What would become of attachments that end (S0-10, S0-12). */
export async function foreseeEnding(tx: Kysely<Schema>, attachments: readonly AttachmentRecord[], { query }: EndRequest): Promise<Ending> {
  const webhooks = webhooksOf(attachments)
  const counts = { attachments: attachments.length, subscriptions: webhooks.length, notifications: await countOpen(tx, webhooks) }
  return { dryRun: query.dryRun === 'true', pending: query.pending, ...counts }
}

/**
 * Detaches locked attachments: their webhooks get nothing new, and what they are owed goes on to its end, or ends now.
 * `tell` is for the time after the commit.
 */
export async function endAttachments(
  tx: Kysely<Schema>,
  attachments: readonly AttachmentRecord[],
  { steering, request }: { steering: ApiDeps['steering']; request: EndRequest },
): Promise<{ ending: Ending; tell: Tell }> {
  const { pending } = request.query
  const webhooks = webhooksOf(attachments)
  const moved = { to: pending === 'drain' ? ('draining' as const) : ('deleted' as const), reason: toStateReason(request) }
  for (const attachment of attachments) await changeAttachment(tx, attachment, 'detached')
  for (const id of webhooks) {
    const webhook = await lockSubscription(tx, id, request.caller)
    if (webhook) await changeSubscription(tx, webhook, { moved })
  }
  const foreseen = await foreseeEnding(tx, attachments, request)
  if (pending === 'drain') return { ending: foreseen, tell: () => Promise.resolve() }
  const { count, tell } = await steering.cancelAll(tx, webhooks)
  return { ending: { ...foreseen, notifications: count }, tell }
}
