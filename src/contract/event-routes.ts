import { z } from 'zod'
import { BatchResult, EventPage, EventQuery, EventWithNotifications, PublishBatch, PublishedEvent, PublishEvent } from './events.js'
import { byId, type Route } from './route.js'

export const eventRoutes = {
  publishEvent: {
    method: 'post',
    path: '/v1/events',
    tag: 'events',
    summary: 'Publish an event',
    scope: 'events:write',
    body: PublishEvent,
    rawBody: true,
    status: 202,
    response: PublishedEvent,
    problems: ['event_id_conflict', 'card_data_refused'],
  },
  publishBatch: {
    method: 'post',
    path: '/v1/events/batch',
    tag: 'events',
    summary: 'Publish up to 1,000 events, each with its own result',
    scope: 'events:write',
    body: PublishBatch,
    rawBody: true,
    status: 202,
    response: BatchResult,
  },
  listEvents: {
    method: 'get',
    path: '/v1/events',
    tag: 'events',
    summary: 'List events, newest first',
    scope: 'events:read',
    query: EventQuery,
    status: 200,
    response: EventPage,
  },
  getEvent: {
    method: 'get',
    path: '/v1/events/{id}',
    tag: 'events',
    summary: 'One event with the state of every notification: did everybody get it?',
    scope: 'events:read',
    params: byId,
    query: z.strictObject({ account: z.string().max(64).optional() }),
    status: 200,
    response: EventWithNotifications,
    problems: ['event_id_ambiguous'],
  },
} as const satisfies Record<string, Route>
