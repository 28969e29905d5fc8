import { byType, EventTypeDetails, EventTypePage, EventTypeQuery } from './event-types.js'
import type { Route } from './route.js'

export const eventTypeRoutes = {
  listEventTypes: {
    method: 'get',
    path: '/v1/event-types',
    tag: 'event types',
    summary: 'List the event types, by name',
    scope: 'event-types:read',
    query: EventTypeQuery,
    status: 200,
    response: EventTypePage,
  },
  getEventType: {
    method: 'get',
    path: '/v1/event-types/{type}',
    tag: 'event types',
    summary: 'One event type with the schema of its data and an example',
    scope: 'event-types:read',
    params: byType,
    status: 200,
    response: EventTypeDetails,
  },
} as const satisfies Record<string, Route>
