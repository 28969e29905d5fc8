import { block } from './blocks.js'
import { defineEventTypes, type Family } from './define-event-types.js'

const refund: Family = {
  domain: 'refunds',
  product: 'payments',
  flow: 'pay-in',
  dataType: 'transaction',
  origins: ['processor', 'bank', 'api'],
  required: ['id'],
  properties: {
    id: block('id'),
    href: block('link'),
    status: block('status'),
    amount: block('money'),
    payment: block('reference'),
    merchantReference: block('label'),
    reason: block('reason'),
    createdAt: block('instant'),
    succeededAt: block('instant'),
  },
  example: {
    id: 'rfd_9120',
    status: 'created',
    amount: { value: 4250, currency: 'MYR' },
    payment: { id: 'pay_01j9z6t8k2', href: 'https://api.pay.example/payments/pay_01j9z6t8k2' },
    createdAt: '2026-08-04T02:10:00Z',
  },
}

export const refunds = defineEventTypes(refund, {
  'refund.created': { description: 'A refund was asked for.', origins: ['api', 'user'] },
  'refund.pending': {
    description: 'The refund is on its way.',
    object: { status: 'pending' },
    previous: { status: 'created' },
  },
  'refund.succeeded': {
    description: 'The money was returned to the payer.',
    object: { status: 'succeeded', succeededAt: '2026-08-05T06:00:12Z' },
    previous: { status: 'pending' },
  },
  'refund.failed': {
    description: 'The refund has failed; `reason` says why.',
    object: { status: 'failed', reason: { code: 'account_closed', text: 'The account of the payer is closed', retryable: false } },
    previous: { status: 'pending' },
  },
  'refund.reversed': {
    description: 'A refund that had succeeded came back.',
    origins: ['bank', 'processor'],
    object: { status: 'reversed', reason: { code: 'returned_by_bank', text: 'The bank of the payer returned the money' } },
    previous: { status: 'succeeded' },
  },
})
