import { requestHash } from '../crypto/request-hash.js'
import type { SchemaStamp } from '../db/event-types.js'
import type { SubscriptionToMatch } from '../db/load-matching.js'
import type { EventRow } from '../db/publish.js'
import type { Match } from './matcher.js'
import { type Actor, nativeBody } from './native-body.js'

/** What a publisher says of an event besides its data, already validated. */
export interface EventToPublish {
  /** Idempotency key; made when absent. */
  readonly id?: string | undefined
  readonly type: string
  readonly project?: string | undefined
  readonly origin: string
  /** Who caused it. */
  readonly actor?: Actor | undefined
  /** Key of what the event is about: events of one key are numbered. */
  readonly resource?: string | undefined
  readonly occurredAt?: string | undefined
  readonly correlationId?: string | undefined
  readonly priority: 'attended' | 'unattended'
  readonly test: boolean
  /** Whom it is about; never sent. */
  readonly subject?: string | undefined
}

/** A subscription that is to get an event. */
export type Recipient = Pick<SubscriptionToMatch, 'id' | 'account' | 'host' | 'held' | 'webhookOf'>

export interface PublishItem {
  /** The only one that gets it, whatever it is registered for. */
  readonly to?: Recipient | undefined
  /** A subscription that does not get it, because it is about that one. */
  readonly except?: string
  readonly accountId: string
  /** The account the publisher's key belongs to: it reaches that one and those below. */
  readonly within: string
  /** The project that key is bound to. */
  readonly project: string | null
  readonly environment: 'test' | 'live'
  readonly event: EventToPublish
  /** The value of `data`, byte for byte as it was received. */
  readonly dataText: string
  /** The same, parsed: for the filters of subscriptions. */
  readonly data: unknown
  /** Asked when the type is one of the account's own: why the event is refused, if it is. */
  readonly refuseOwn?: (schemas: readonly SchemaStamp[]) => Promise<Error | undefined>
}

export interface RowDeps {
  readonly nodeId: string
  readonly newId: (prefix: 'evt' | 'ntf') => string
}

export interface Matched {
  readonly item: PublishItem
  readonly id: string
  readonly createdAt: Date
  readonly hash: Buffer
  readonly match: Match
  /** Those of the match that are owed this event. */
  readonly subscriptions: readonly Recipient[]
}

/** The row of an event, and of what is owed of it. */
export function toEventRow({ item, id, createdAt, hash, match, subscriptions }: Matched, { nodeId, newId }: RowDeps): EventRow {
  const { event, accountId, environment } = item
  const occurredAt = event.occurredAt === undefined ? createdAt : new Date(event.occurredAt)
  const { type, project, origin, actor, correlationId, priority, test, resource } = event
  const { body, dataAt, sequenceAt } = nativeBody(
    { id, type, occurredAt, createdAt, environment, account: accountId, project, origin, actor, correlationId, test, resource },
    item.dataText,
  )
  return {
    accountId,
    id,
    type,
    project: project ?? null,
    origin,
    environment,
    occurredAt,
    correlationId: correlationId ?? null,
    priority,
    test,
    subject: event.subject ?? null,
    body,
    dataAt,
    requestHash: hash,
    createdAt,
    numbered: resource === undefined || sequenceAt === undefined ? undefined : { resource, at: sequenceAt },
    matchingEpoch: match.epoch,
    path: match.path,
    notifications: subscriptions.map((subscription) => ({
      id: newId('ntf'),
      subscription: subscription.id,
      owner: subscription.account,
      held: subscription.held,
      nodeId,
      webhookOf: subscription.webhookOf,
    })),
  }
}

/** What makes a repeat of a publish the same publish: all its members, and the bytes of `data` (S4-8). */
export function hashOf({ event, environment, dataText, to }: PublishItem): Buffer {
  const { type, project, origin, actor, occurredAt, correlationId, priority, test, resource, subject } = event
  const parts = [type, project ?? null, origin, occurredAt ?? null, correlationId ?? null, priority, String(test), dataText]
  const named = Object.entries({ resource, subject, actor: actor && `${actor.kind}:${actor.id}`, to: to?.id }).flatMap(([name, value]) =>
    value === undefined ? [] : [name, value],
  )
  return requestHash([...parts, ...(environment === 'live' ? [] : [environment]), ...named])
}
