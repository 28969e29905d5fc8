import type { Kysely } from 'kysely'
import { findEventType } from '../../catalogue/catalogue.js'
import type { FeedItem } from '../../contract/feed.js'
import { type FeedRecord, findFeedPosition, fromFeedCursor, positionAt, readFeed as read, toFeedCursor } from '../../db/feed.js'
import { settledUntil } from '../../db/horizon.js'
import { goneUntil } from '../../db/retention-marks.js'
import type { Schema } from '../../db/schema.js'
import { findSubscription } from '../../db/subscriptions.js'
import { renderStyle, type Style } from '../../domain/styles/style.js'
import type { ApiDeps, ApiRequest, Handler } from '../deps.js'
import { found } from '../problem.js'
import { requirePage } from '../require-page.js'

/** Of the bodies in one answer; an event may have 256 KiB. */
const MAX_BYTES = 4 * 1024 * 1024

export const readFeed =
  ({ tenants }: ApiDeps): Handler<'readFeed'> =>
  ({ params: { id }, query, caller }) =>
    tenants.read(caller, async (tx) => {
      const { style, account, scope } = found(await findSubscription(tx, id, caller))
      const after = await positionOf(tx, id, query)
      // First: what is read afterwards sees all that was committed until then.
      const before = positionAt(await settledUntil(tx))
      const { items, more } = await read(tx, { subscription: id, after: after ?? '', before, limit: query.limit, bytes: MAX_BYTES })
      const last = items.at(-1)?.id ?? after
      const gone = await goneAfter(tx, { account, scope }, after ?? '')
      return {
        items: items.map((record) => toItem(record, style)),
        cursor: last === undefined ? null : toFeedCursor(id, last),
        goneUntil: gone?.toISOString() ?? null,
        more,
      }
    })

/** Until when something is gone that the feed would have had after this place. */
async function goneAfter(tx: Kysely<Schema>, of: { account: string; scope: 'self' | 'descendants' }, after: string): Promise<Date | null> {
  const gone = await goneUntil(tx, of, ['metadata'])
  return gone && positionAt(gone) > after ? gone : null
}

async function positionOf(tx: Kysely<Schema>, id: string, { cursor, since }: ApiRequest<'readFeed'>['query']): Promise<string | undefined> {
  if (cursor !== undefined) return requirePage(fromFeedCursor(id, cursor))
  return since === undefined ? await findFeedPosition(tx, id) : positionAt(new Date(since))
}

function toItem({ priority, dataAt, body, createdAt, ...record }: FeedRecord, style: Style): FeedItem {
  const { id: notificationId, eventType, test } = record
  const dataType = findEventType(eventType)?.dataType ?? 'transaction'
  const sent = body === null ? null : renderStyle({ notificationId, body, dataAt, priority, dataType, test }, style).body
  return { ...record, createdAt: createdAt.toISOString(), body: sent }
}
