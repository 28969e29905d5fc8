import { block } from './blocks.js'
import { defineEventTypes, type Family, oncePerEvent } from './define-event-types.js'

const shared = { domain: 'billing', product: 'billing', flow: 'recurring', origins: ['system', 'user', 'api'] } as const

const subscription: Family = {
  ...shared,
  dataType: 'object',
  required: ['id'],
  properties: {
    id: block('id'),
    href: block('link'),
    status: block('status'),
    plan: block('reference'),
    customer: block('reference'),
    amount: block('money'),
    interval: block('code'),
    payment: block('reference'),
    paymentOption: block('reference'),
    reason: block('reason'),
    nextPaymentOn: block('date'),
    endsOn: block('date'),
  },
  example: {
    id: 'bsb_4410',
    status: 'active',
    plan: { id: 'pln_gold' },
    customer: { id: 'cus_2210' },
    amount: { value: 2900, currency: 'USD' },
    interval: 'month',
    nextPaymentOn: '2026-09-01',
  },
}

const subscriptions = defineEventTypes(subscription, {
  'subscription.created': { description: 'A customer has a new billing subscription.', object: { status: 'created' } },
  'subscription.activated': {
    description: 'The billing subscription is active.',
    dedupeKey: oncePerEvent,
    previous: { status: 'created' },
  },
  'subscription.amended': {
    description: 'Plan, amount or dates of the billing subscription were changed.',
    previous: { amount: { value: 1900, currency: 'USD' } },
    changedFields: ['amount'],
  },
  'subscription.paused': {
    description:
      'A billing subscription was paused. Published by Posthorn itself, with origin `system` and an id `sub_…`: an endpoint’s subscription was paused, and `reason` says why.',
    dedupeKey: oncePerEvent,
    object: { status: 'paused', reason: { code: 'asked_for', text: 'The customer is away' } },
    previous: { status: 'active' },
  },
  'subscription.resumed': {
    description: 'A paused billing subscription goes on.',
    dedupeKey: oncePerEvent,
    previous: { status: 'paused' },
  },
  'subscription.payment_succeeded': {
    description: 'A payment of the billing subscription was made.',
    dedupeKey: oncePerEvent,
    object: { payment: { id: 'pay_6120' } },
  },
  'subscription.payment_failed': {
    description: 'A payment of the billing subscription has failed; `reason` says why and whether it is tried again.',
    dedupeKey: oncePerEvent,
    object: { payment: { id: 'pay_6121' }, reason: { code: 'card_expired', text: 'The card has expired', retryable: false } },
  },
  'subscription.cancelled': {
    description: 'The billing subscription was ended before its time.',
    object: { status: 'cancelled', endsOn: '2026-08-31' },
    previous: { status: 'active' },
  },
  'subscription.completed': {
    description: 'The billing subscription has run to its end.',
    object: { status: 'completed', endsOn: '2026-08-31' },
    previous: { status: 'active' },
  },
  'subscription.status_changed': {
    description: 'The billing subscription went from one status to another, whoever changed it; both are told.',
    required: ['id', 'status'],
    tellsPreviousStatus: true,
    previous: { status: 'paused' },
    changedFields: ['status'],
  },
})

const paymentOption: Family = {
  ...shared,
  dataType: 'object',
  required: ['id'],
  properties: {
    id: block('id'),
    href: block('link'),
    status: block('status'),
    customer: block('reference'),
    method: block('code'),
    card: block('card'),
    account: block('bankAccount'),
  },
  example: {
    id: 'pop_310',
    status: 'active',
    customer: { id: 'cus_2210' },
    method: 'card',
    card: { scheme: 'visa', last4: '4242', expiry: { month: 9, year: 2029 } },
  },
}

const paymentOptions = defineEventTypes(paymentOption, {
  'payment_option.created': { description: 'A customer has a new way to pay.', object: { status: 'created' } },
  'payment_option.activated': {
    description: 'The way to pay can be used.',
    dedupeKey: oncePerEvent,
    previous: { status: 'created' },
  },
  'payment_option.deactivated': {
    description: 'The way to pay can no longer be used.',
    dedupeKey: oncePerEvent,
    object: { status: 'inactive' },
    previous: { status: 'active' },
  },
})

const booking: Family = {
  ...shared,
  dataType: 'transaction',
  required: ['id'],
  properties: {
    id: block('id'),
    href: block('link'),
    amount: block('money'),
    subscription: block('reference'),
    invoice: block('reference'),
    payment: block('reference'),
    customer: block('reference'),
    createdAt: block('instant'),
  },
  example: {
    id: 'btx_90',
    amount: { value: 2900, currency: 'USD' },
    subscription: { id: 'bsb_4410' },
    customer: { id: 'cus_2210' },
    createdAt: '2026-08-01T00:00:03Z',
  },
}

const bookings = defineEventTypes(booking, {
  'billing_transaction.created': { description: 'Something was charged or credited to a customer’s billing account.' },
  'allocation.created': {
    description: 'A payment was assigned to what it pays for.',
    object: { id: 'alc_17', payment: { id: 'pay_6120' }, invoice: { id: 'inv_2026_08' } },
  },
})

export const billing = [...subscriptions, ...paymentOptions, ...bookings]
