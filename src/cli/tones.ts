import type { ChangeRequestWithDifferences } from '../contract/change-requests.js'
import type { EndpointCheck } from '../contract/endpoint-checks.js'
import type { OutputOf } from '../contract/operation-types.js'
import type { Attempt, Notification } from '../contract/notifications.js'
import type { Replay } from '../contract/replays.js'
import type { Subscription } from '../contract/subscriptions.js'
import type { Tone } from './paint.js'

export const notificationTones: Readonly<Record<Notification['state'], Tone>> = {
  pending: 'dim',
  retrying: 'warn',
  held: 'warn',
  delivered: 'good',
  exhausted: 'bad',
  cancelled: 'dim',
  gone: 'bad',
}

export const outcomeTones: Readonly<Record<Attempt['outcome'], Tone>> = {
  confirmed: 'good',
  unconfirmed: 'warn',
  failed: 'bad',
  timeout: 'bad',
  unreachable: 'bad',
  refused: 'bad',
}

export const subscriptionTones: Readonly<Record<Subscription['state'], Tone>> = {
  created: 'dim',
  active: 'good',
  paused: 'warn',
  disabled: 'bad',
  draining: 'dim',
}

export const checkTones: Readonly<Record<EndpointCheck['steps'][number]['status'], Tone>> = {
  ok: 'good',
  warning: 'warn',
  failed: 'bad',
  skipped: 'dim',
}

export const projectTones: Readonly<Record<OutputOf<'getProject', 'response'>['status'], Tone>> = {
  testing: 'dim',
  certified: 'warn',
  live: 'good',
}

export const attachmentTones: Readonly<Record<OutputOf<'getAttachment', 'response'>['state'], Tone>> = {
  created: 'dim',
  active: 'good',
  detached: 'bad',
}

export const replayTones: Readonly<Record<Replay['state'], Tone>> = {
  running: 'good',
  paused: 'warn',
  completed: 'good',
  cancelled: 'dim',
}

export const changeRequestTones: Readonly<Record<ChangeRequestWithDifferences['state'], Tone>> = {
  pending: 'warn',
  approved: 'good',
  rejected: 'bad',
  withdrawn: 'dim',
  expired: 'dim',
}
