import { block } from './blocks.js'
import { defineEventTypes, type Family, oncePerEvent } from './define-event-types.js'

const shared = {
  domain: 'posthorn',
  product: 'posthorn',
  flow: 'platform',
  dataType: 'object',
  origins: ['system'],
  required: ['id'],
} as const

const notification: Family = {
  ...shared,
  dedupeKey: oncePerEvent,
  properties: {
    id: block('id'),
    event: block('reference'),
    eventType: block('id'),
    subscription: block('reference'),
    attempts: block('count'),
    lastOutcome: block('code'),
    reason: block('reason'),
    exhaustedAt: block('instant'),
  },
  example: {
    id: 'ntf_06f1zk3v8wq2m4x7c9d0r5t6ya',
    event: { id: 'evt_06f1zk3v8wa7hq3n5m1k8rj2ce' },
    eventType: 'payment.settled',
    subscription: { id: 'sub_06f1zj11tmc4e9x2w6vb7pt0sd' },
    attempts: 19,
    lastOutcome: 'failed',
    reason: { code: 'http_503', text: 'HTTP 503', retryable: true },
    exhaustedAt: '2026-08-03T09:41:08Z',
  },
}

const subscription: Family = {
  ...shared,
  dedupeKey: oncePerEvent,
  properties: {
    id: block('id'),
    host: block('label'),
    status: block('status'),
    failures: block('count'),
    since: block('instant'),
    reason: block('reason'),
  },
  example: {
    id: 'sub_06f1zj11tmc4e9x2w6vb7pt0sd',
    host: 'shop.example',
    status: 'active',
    failures: 20,
    since: '2026-08-01T09:00:00Z',
    reason: { code: 'http_503', text: 'HTTP 503', retryable: true },
  },
}

const certificate: Family = {
  ...subscription,
  properties: {
    id: block('id'),
    host: block('label'),
    status: block('status'),
    certificate: block('code'),
    expiresAt: block('instant'),
    reason: block('reason'),
  },
  example: {
    id: 'sub_06f1zj11tmc4e9x2w6vb7pt0sd',
    host: 'bank.example',
    status: 'active',
    certificate: 'client',
    expiresAt: '2026-08-31T09:00:00Z',
    reason: { code: 'certificate_ends', text: 'the client certificate ends at 2026-08-31T09:00:00.000Z: ask for a new one and install it' },
  },
}

const key: Family = {
  ...shared,
  properties: {
    id: block('id'),
    kind: block('code'),
    subscription: block('reference'),
    replaces: block('reference'),
    oldValidUntil: block('instant'),
  },
  example: {
    id: 'sec_06f1zm2rfkn8d3q5ya1h6gz4xw',
    kind: 'signing_secret',
    subscription: { id: 'sub_06f1zj11tmc4e9x2w6vb7pt0sd' },
    replaces: { id: 'sec_06e0a1b2c3m7kp2v9rt5x8nj4q' },
    oldValidUntil: '2026-08-02T09:00:00Z',
  },
}

const ping: Family = {
  ...shared,
  origins: ['system', 'user', 'api'],
  required: [],
  dedupeKey: oncePerEvent,
  properties: { id: block('id'), message: block('label') },
  example: { message: 'Is this endpoint ready?' },
}

/** What Posthorn itself publishes; `subscription.paused` is among the types of billing, whose name it shares. */
export const own = [
  ...defineEventTypes(notification, {
    'notification.exhausted': { description: 'A notification was given up: its schedule is over. It can be replayed.' },
  }),
  ...defineEventTypes(subscription, {
    'subscription.failing': { description: 'An endpoint has not confirmed anything for a while.' },
    'subscription.recovered': {
      description: 'A failing endpoint confirms again.',
      object: { failures: 0, reason: { code: 'http_200', text: 'HTTP 200' } },
    },
    'subscription.address_not_registered': {
      description: 'Nothing is delivered to an endpoint because its host leads to no registered address; told again after a day.',
      object: { reason: { code: 'address_not_registered', text: 'the host leads to no registered address' } },
    },
  }),
  ...defineEventTypes(certificate, {
    'subscription.certificate_expiring': {
      description:
        'A certificate of an endpoint ends soon: `client`, which we show, `authority`, which vouches for the receiver, or `encryption`, to which payloads are encrypted. Told once.',
    },
  }),
  ...defineEventTypes(key, {
    'key.rotated': { description: 'A signing key or secret was replaced; the old one is good until `oldValidUntil`.' },
  }),
  ...defineEventTypes(ping, {
    'test.ping': { description: 'A test of an endpoint: it means nothing and should be confirmed like any other.', objectOptional: true },
  }),
]
