import { z } from 'zod'
import { Id } from './common.js'
import { BatchResult, EventPage, EventQuery, EventWithNotifications, PublishBatch, PublishedEvent, PublishEvent } from './events.js'
import { AttemptList, CancelNotification, Notification, NotificationPage, NotificationQuery, WorkflowView } from './notifications.js'
import { CreateSubscription, RotateSecret, Subscription, SubscriptionPage, SubscriptionQuery, SubscriptionWithSecret, UpdateSubscription } from './subscriptions.js'

/** One operation of the HTTP API, as data: validation, types, OpenAPI and the client are derived from it. */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  readonly path: string
  readonly summary: string
  readonly tag: string
  /** What a key must be allowed to do. */
  readonly scope: `${string}:${'read' | 'write'}`
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  /** The handler reads the raw bytes itself: `data` must not be parsed and written again. */
  readonly rawBody?: true
  /** The request must carry If-Match with the version it changes. */
  readonly ifMatch?: true
  readonly status: 200 | 201 | 202 | 204
  readonly response?: z.ZodType
  /** Problem codes beyond those that every route can answer. */
  readonly problems?: readonly string[]
}

const byId = z.strictObject({ id: Id })

export const routes = {
  publishEvent: { method: 'post', path: '/v1/events', tag: 'events', summary: 'Publish an event', scope: 'events:write', body: PublishEvent, rawBody: true, status: 202, response: PublishedEvent, problems: ['event_id_conflict', 'payload_too_large'] },
  publishBatch: { method: 'post', path: '/v1/events/batch', tag: 'events', summary: 'Publish up to 1,000 events, each with its own result', scope: 'events:write', body: PublishBatch, rawBody: true, status: 202, response: BatchResult, problems: ['payload_too_large'] },
  listEvents: { method: 'get', path: '/v1/events', tag: 'events', summary: 'List events, newest first', scope: 'events:read', query: EventQuery, status: 200, response: EventPage },
  getEvent: { method: 'get', path: '/v1/events/{id}', tag: 'events', summary: 'One event with the state of every notification: did everybody get it?', scope: 'events:read', params: byId, query: z.strictObject({ account: z.string().max(64).optional() }), status: 200, response: EventWithNotifications },

  createSubscription: { method: 'post', path: '/v1/subscriptions', tag: 'subscriptions', summary: 'Register an endpoint', scope: 'subscriptions:write', body: CreateSubscription, status: 201, response: SubscriptionWithSecret },
  listSubscriptions: { method: 'get', path: '/v1/subscriptions', tag: 'subscriptions', summary: 'List subscriptions, newest first', scope: 'subscriptions:read', query: SubscriptionQuery, status: 200, response: SubscriptionPage },
  getSubscription: { method: 'get', path: '/v1/subscriptions/{id}', tag: 'subscriptions', summary: 'One subscription', scope: 'subscriptions:read', params: byId, status: 200, response: Subscription },
  updateSubscription: { method: 'patch', path: '/v1/subscriptions/{id}', tag: 'subscriptions', summary: 'Change a subscription', scope: 'subscriptions:write', params: byId, body: UpdateSubscription, ifMatch: true, status: 200, response: Subscription },
  deleteSubscription: { method: 'delete', path: '/v1/subscriptions/{id}', tag: 'subscriptions', summary: 'Delete a subscription; what is still open ends as gone', scope: 'subscriptions:write', params: byId, status: 204 },
  activateSubscription: { method: 'post', path: '/v1/subscriptions/{id}/activate', tag: 'subscriptions', summary: 'Activate', scope: 'subscriptions:write', params: byId, status: 200, response: Subscription },
  pauseSubscription: { method: 'post', path: '/v1/subscriptions/{id}/pause', tag: 'subscriptions', summary: 'Pause: notifications are held', scope: 'subscriptions:write', params: byId, status: 200, response: Subscription },
  resumeSubscription: { method: 'post', path: '/v1/subscriptions/{id}/resume', tag: 'subscriptions', summary: 'Resume: held notifications are released', scope: 'subscriptions:write', params: byId, status: 200, response: Subscription },
  rotateSecret: { method: 'post', path: '/v1/subscriptions/{id}/secrets/rotate', tag: 'subscriptions', summary: 'New signing secret; both sign during the overlap', scope: 'subscriptions:write', params: byId, body: RotateSecret, status: 200, response: SubscriptionWithSecret },

  listNotifications: { method: 'get', path: '/v1/notifications', tag: 'notifications', summary: 'List notifications, newest first', scope: 'notifications:read', query: NotificationQuery, status: 200, response: NotificationPage },
  getNotification: { method: 'get', path: '/v1/notifications/{id}', tag: 'notifications', summary: 'One notification', scope: 'notifications:read', params: byId, status: 200, response: Notification },
  listAttempts: { method: 'get', path: '/v1/notifications/{id}/attempts', tag: 'notifications', summary: 'Every attempt of a notification', scope: 'notifications:read', params: byId, status: 200, response: AttemptList },
  getWorkflow: { method: 'get', path: '/v1/notifications/{id}/workflow', tag: 'notifications', summary: "Temporal's own view of the workflow that owns the notification", scope: 'notifications:read', params: byId, status: 200, response: WorkflowView, problems: ['temporal_unavailable', 'no_workflow'] },
  cancelNotification: { method: 'post', path: '/v1/notifications/{id}/cancel', tag: 'notifications', summary: 'Cancel: no attempt starts any more', scope: 'notifications:write', params: byId, body: CancelNotification, status: 202, response: Notification, problems: ['notification_closed'] },
  retryNotificationNow: { method: 'post', path: '/v1/notifications/{id}/retry-now', tag: 'notifications', summary: 'Attempt now instead of waiting', scope: 'notifications:write', params: byId, status: 202, response: Notification, problems: ['notification_closed'] },
  replayNotification: { method: 'post', path: '/v1/notifications/{id}/replay', tag: 'notifications', summary: 'Open a new round: deliver again', scope: 'notifications:write', params: byId, status: 202, response: Notification },
} as const satisfies Record<string, Route>

export type Routes = typeof routes
export type OperationId = keyof Routes
