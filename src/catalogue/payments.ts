import { block } from './blocks.js'
import { defineEventTypes, type Family } from './define-event-types.js'

const payment: Family = {
  domain: 'payments',
  product: 'payments',
  flow: 'pay-in',
  dataType: 'transaction',
  origins: ['processor', 'bank', 'network', 'api'],
  required: ['id'],
  properties: {
    id: block('id'),
    href: block('link'),
    status: block('status'),
    amount: block('money'),
    fee: block('money'),
    method: block('code'),
    merchant: block('reference'),
    customer: block('reference'),
    merchantReference: block('label'),
    endToEndId: block('label'),
    reason: block('reason'),
    createdAt: block('instant'),
    authorisedAt: block('instant'),
    capturedAt: block('instant'),
    settledAt: block('instant'),
    expiresAt: block('instant'),
  },
  example: {
    id: 'pay_01j9z6t8k2',
    href: 'https://api.pay.example/payments/pay_01j9z6t8k2',
    status: 'created',
    amount: { value: 124990, currency: 'MYR' },
    method: 'duitnow_online_banking',
    merchant: { id: 'mrc_kedai_kopi' },
    merchantReference: 'order-4711',
    createdAt: '2026-07-31T09:41:05.120Z',
  },
}

export const payments = defineEventTypes(payment, {
  'payment.created': { description: 'A payment was begun; no money has moved.' },
  'payment.pending': {
    description: 'The payment waits for somebody else: the payer, a bank, the network.',
    object: { status: 'pending' },
    previous: { status: 'created' },
  },
  'payment.authorised': {
    description: 'The amount is reserved and can be captured.',
    object: { status: 'authorised', authorisedAt: '2026-07-31T09:41:06.300Z' },
    previous: { status: 'pending' },
  },
  'payment.captured': {
    description: 'The reserved amount was claimed.',
    object: { status: 'captured', capturedAt: '2026-07-31T09:41:07.512Z' },
    previous: { status: 'authorised' },
  },
  'payment.settled': {
    description: 'The money has arrived: the payment is final.',
    object: { status: 'settled', fee: { value: 375, currency: 'MYR' }, settledAt: '2026-07-31T09:41:08.004Z' },
    previous: { status: 'captured' },
  },
  'payment.failed': {
    description: 'The payment has failed; `reason` says why and whether another try can help.',
    object: { status: 'failed', reason: { code: 'insufficient_funds', text: 'The account does not cover the amount', retryable: true } },
    previous: { status: 'pending' },
  },
  'payment.cancelled': {
    description: 'The payment was given up before it was final.',
    origins: ['user', 'api', 'processor'],
    object: { status: 'cancelled', reason: { code: 'cancelled_by_payer', text: 'The payer went back to the shop', retryable: true } },
    previous: { status: 'pending' },
  },
  'payment.expired': {
    description: 'Nobody completed the payment in time.',
    origins: ['system', 'processor'],
    object: { status: 'expired', expiresAt: '2026-07-31T10:11:05.000Z' },
    previous: { status: 'pending' },
  },
  'payment.status_changed': {
    description: 'The payment went from one status to another; both are told.',
    required: ['id', 'status'],
    tellsPreviousStatus: true,
    object: { status: 'settled' },
    previous: { status: 'captured' },
    changedFields: ['status'],
  },
})
