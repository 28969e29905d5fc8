import { z } from 'zod'
import { Cursor, FieldError, Instant, Limit, pageOf } from './common.js'
import { Coverage } from './coverage.js'
import { SubjectRef } from './subjects.js'
import { Outcome, NotificationState } from './notifications.js'

export const EventType = z
  .string()
  .max(128)
  .regex(/^[a-z0-9_]+(\.[a-z0-9_]+)+$/, 'lower-case, dotted, for example payment.settled')
export const Origin = z.enum(['bank', 'processor', 'network', 'system', 'user', 'api'])

/** Who changed what the event tells of: a person at a screen, a program with a key, or a rule or job (S2-8). */
export const Actor = z
  .strictObject({ kind: z.enum(['user', 'client', 'system']), id: z.string().min(1).max(128) })
  .describe('Who caused it, whatever the way: sent to receivers, so its id is a reference and no name or address')
export type Actor = z.infer<typeof Actor>

/** An id a publisher chooses: it is the idempotency key of the publish (S4-8). */
export const EventId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/, '1 to 128 of A-Z a-z 0-9 _ . : -, starting with a letter or digit')

/** What an event is about, in the publisher's own words: no personal data, it is shown wherever the event is. */
const EventResource = z.string().min(1).max(128)

export const PublishEvent = z
  .strictObject({
    id: EventId.optional().describe('Idempotency key; repeat an unanswered publish with the same id'),
    type: EventType,
    account: z.string().max(64).optional().describe("Defaults to the key's account"),
    project: z.string().max(64).optional(),
    origin: Origin.default('api'),
    actor: Actor.optional(),
    occurredAt: Instant.optional(),
    correlationId: z.string().min(1).max(128).optional(),
    resource: EventResource.optional().describe(
      'Key of what the event is about: events of one key are numbered 1, 2, 3 … in the order in which they were accepted',
    ),
    priority: z.enum(['attended', 'unattended']).default('unattended'),
    subject: SubjectRef.optional().describe('Whom it is about, for DELETE /v1/subjects/{ref}; never sent to a receiver'),
    test: z
      .boolean()
      .default(false)
      .describe(
        'Marks a simulated event for its receiver; who gets it is decided by the key. Bulk replays and the report of what is undelivered leave it out',
      ),
    data: z.record(z.string(), z.unknown()).describe('Kept and delivered byte for byte'),
  })
  .meta({ id: 'PublishEvent' })
export type PublishEvent = z.infer<typeof PublishEvent>

export const PublishedEvent = z
  .object({
    id: z.string(),
    duplicate: z.boolean(),
    notifications: z.array(z.object({ id: z.string(), subscription: z.string() })),
    warnings: z.array(FieldError).optional().describe('What was accepted although it should not be there, or does not fit the type'),
  })
  .meta({ id: 'PublishedEvent' })
export type PublishedEvent = z.infer<typeof PublishedEvent>

export const PublishBatch = z
  .strictObject({ events: z.array(z.unknown()).min(1).max(1000).describe('PublishEvent objects; each gets its own result') })
  .meta({ id: 'PublishBatch' })

/** One item of a batch: what a single publish would have answered. */
export const BatchResult = z
  .object({
    results: z.array(
      z.object({
        status: z.int(),
        event: PublishedEvent.optional(),
        problem: z.looseObject({ code: z.string(), status: z.int(), title: z.string() }).optional(),
      }),
    ),
  })
  .meta({ id: 'BatchResult' })
export type BatchResult = z.infer<typeof BatchResult>

export const Event = z
  .object({
    id: z.string(),
    type: z.string(),
    account: z.string(),
    project: z.string().nullable(),
    origin: Origin,
    environment: z.enum(['test', 'live']),
    occurredAt: Instant,
    createdAt: Instant,
    correlationId: z.string().nullable(),
    resource: z.string().nullable(),
    sequence: z.int().nullable().describe('The how-manieth event of its resource it is; null without one'),
    priority: z.enum(['attended', 'unattended']),
    test: z.boolean(),
    subject: z.string().nullable(),
    payloadRemovedAt: Instant.nullable(),
    payloadRemovedBy: z.enum(['erasure', 'retention']).nullable(),
  })
  .meta({ id: 'Event' })
export type Event = z.infer<typeof Event>

export const EventWithNotifications = Event.extend({
  body: z
    .string()
    .nullable()
    .describe('The native body, exactly as it is signed and sent; other styles are made from it. Null once the payload is removed'),
  notifications: z.array(
    z.object({
      id: z.string(),
      subscription: z.string(),
      state: NotificationState,
      attempts: z.int(),
      lastOutcome: Outcome.nullable(),
      nextAttemptAt: Instant.nullable(),
    }),
  ),
  subscriptions: z
    .array(Coverage)
    .describe('For each subscription within reach: its notification, or why it has none. Those that are owed the event come first'),
  moreSubscriptions: z.boolean().describe('More than 100 were not owed it; the newest of them are listed'),
}).meta({ id: 'EventWithNotifications' })
export type EventWithNotifications = z.infer<typeof EventWithNotifications>

export const EventPage = pageOf(Event).meta({ id: 'EventPage' })
export const EventQuery = z.strictObject({
  limit: Limit,
  cursor: Cursor,
  type: EventType.optional(),
  account: z.string().max(64).optional(),
  resource: EventResource.optional(),
  after: Instant.optional(),
  before: Instant.optional(),
})
