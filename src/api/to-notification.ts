import type { Notification } from '../contract/notifications.js'
import type { NotificationRecord } from '../db/notifications.js'
import type { ApiDeps } from './deps.js'

/** A notification with the workflow that owns it; null while none does. */
export function toNotification({ workflowId, ...record }: NotificationRecord, steering: Pick<ApiDeps['steering'], 'url'>): Notification {
  return { ...record, workflow: workflowId === null ? null : { id: workflowId, url: steering.url(workflowId) } }
}
