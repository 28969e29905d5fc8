import { block } from './blocks.js'
import { defineEventTypes, type Family, oncePerEvent } from './define-event-types.js'

const shared = { domain: 'pay-ins', flow: 'pay-in', dataType: 'transaction' } as const

const payIn: Family = {
  ...shared,
  product: 'pay-ins',
  origins: ['processor', 'bank', 'user'],
  required: ['id'],
  properties: {
    id: block('id'),
    href: block('link'),
    status: block('status'),
    amount: block('money'),
    received: block('money'),
    method: block('code'),
    customer: block('reference'),
    payer: block('bankAccount'),
    merchantReference: block('label'),
    reason: block('reason'),
    receivedAt: block('instant'),
  },
  example: {
    id: 'pin_7c21',
    status: 'created',
    amount: { value: 25000, currency: 'EUR' },
    method: 'sepa_credit_transfer',
    customer: { id: 'cus_2210' },
    merchantReference: 'invoice-2026-118',
  },
}

const payIns = defineEventTypes(payIn, {
  'payin.created': { description: 'A pay-in is expected from a customer.', origins: ['api', 'user'] },
  'payin.received': {
    description: 'Money of a pay-in has arrived and is being assigned.',
    object: {
      status: 'received',
      received: { value: 25000, currency: 'EUR' },
      payer: { holder: 'N. Berger', accountMasked: 'DE•••3000' },
      receivedAt: '2026-03-02T08:15:40Z',
    },
    previous: { status: 'created' },
  },
  'payin.completed': {
    description: 'The pay-in is complete and credited.',
    object: { status: 'completed', received: { value: 25000, currency: 'EUR' } },
    previous: { status: 'received' },
  },
  'payin.failed': {
    description: 'The pay-in has failed; `reason` says why.',
    object: { status: 'failed', reason: { code: 'account_blocked', text: 'The bank of the payer refused', retryable: false } },
    previous: { status: 'created' },
  },
})

const paymentLink: Family = {
  ...shared,
  product: 'payment-links',
  origins: ['user', 'api'],
  required: ['id'],
  properties: {
    id: block('id'),
    href: block('link'),
    status: block('status'),
    amount: block('money'),
    paid: block('money'),
    outstanding: block('money'),
    payment: block('reference'),
    customer: block('reference'),
    channel: block('code'),
    merchantReference: block('label'),
    sentAt: block('instant'),
    openedAt: block('instant'),
    expiresAt: block('instant'),
    reason: block('reason'),
  },
  example: {
    id: 'lnk_58f0',
    status: 'created',
    amount: { value: 18000, currency: 'AUD' },
    customer: { id: 'cus_2210' },
    merchantReference: 'invoice-2026-118',
    expiresAt: '2026-03-16T00:00:00Z',
  },
}

const paymentLinks = defineEventTypes(paymentLink, {
  'payment_link.created': { description: 'A payment link was made.', origins: ['api', 'user'] },
  'payment_link.sent': {
    description: 'The link was sent to the customer, who may act days later.',
    dedupeKey: oncePerEvent,
    origins: ['system', 'user', 'api'],
    object: { status: 'sent', channel: 'email', sentAt: '2026-03-02T09:00:00Z' },
    previous: { status: 'created' },
  },
  'payment_link.opened': {
    description: 'The customer has opened the link.',
    dedupeKey: oncePerEvent,
    object: { status: 'opened', openedAt: '2026-03-05T19:22:10Z' },
    previous: { status: 'sent' },
  },
  'payment_link.partially_paid': {
    description: 'A part of the amount was paid through the link.',
    dedupeKey: oncePerEvent,
    object: {
      status: 'partially_paid',
      paid: { value: 8000, currency: 'AUD' },
      outstanding: { value: 10000, currency: 'AUD' },
      payment: { id: 'pay_01j9z6t8k2' },
    },
    previous: { status: 'opened' },
  },
  'payment_link.paid': {
    description: 'The whole amount was paid through the link.',
    object: { status: 'paid', paid: { value: 18000, currency: 'AUD' }, payment: { id: 'pay_01j9z7abcd' } },
    previous: { status: 'partially_paid' },
  },
  'payment_link.expired': {
    description: 'The link can no longer be used: its time is over.',
    origins: ['system'],
    object: { status: 'expired' },
    previous: { status: 'sent' },
  },
  'payment_link.cancelled': {
    description: 'The link was withdrawn.',
    object: { status: 'cancelled', reason: { code: 'withdrawn', text: 'The invoice was corrected' } },
    previous: { status: 'sent' },
  },
})

export const payInsAndLinks = [...payIns, ...paymentLinks]
