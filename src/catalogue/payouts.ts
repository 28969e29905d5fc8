import { block } from './blocks.js'
import { defineEventTypes, type Family } from './define-event-types.js'

const shared = { domain: 'payouts', product: 'payouts', flow: 'payout', dataType: 'transaction' } as const

const payout: Family = {
  ...shared,
  origins: ['processor', 'bank', 'api'],
  required: ['id'],
  properties: {
    id: block('id'),
    href: block('link'),
    status: block('status'),
    amount: block('money'),
    fee: block('money'),
    beneficiary: block('bankAccount'),
    customer: block('reference'),
    merchantReference: block('label'),
    reason: block('reason'),
    expectedOn: block('date'),
    paidAt: block('instant'),
  },
  example: {
    id: 'pot_6601',
    status: 'created',
    amount: { value: 750000, currency: 'USD' },
    beneficiary: { holder: 'Acme Ltd', accountMasked: '•••4821', bank: 'CHASUS33' },
    merchantReference: 'commission-2026-07',
    expectedOn: '2026-08-03',
  },
}

const payoutTypes = defineEventTypes(payout, {
  'payout.created': { description: 'A payout was asked for.', origins: ['api', 'user'] },
  'payout.in_transit': {
    description: 'The payout was handed to the bank.',
    object: { status: 'in_transit' },
    previous: { status: 'created' },
  },
  'payout.paid': {
    description: 'The payout has arrived.',
    object: { status: 'paid', paidAt: '2026-08-03T10:00:00Z' },
    previous: { status: 'in_transit' },
  },
  'payout.failed': {
    description: 'The payout has failed; `reason` says why.',
    object: { status: 'failed', reason: { code: 'invalid_account', text: 'The account does not exist', retryable: false } },
    previous: { status: 'in_transit' },
  },
  'payout.returned': {
    description: 'A payout that had been paid came back.',
    origins: ['bank', 'network'],
    object: { status: 'returned', reason: { code: 'R03', text: 'No account', retryable: false } },
    previous: { status: 'paid' },
  },
  'payout.cancelled': {
    description: 'The payout was called off before it was sent.',
    origins: ['user', 'api'],
    object: { status: 'cancelled' },
    previous: { status: 'created' },
  },
})

const transfer: Family = {
  ...shared,
  origins: ['api', 'user', 'system'],
  required: ['id'],
  properties: {
    id: block('id'),
    href: block('link'),
    status: block('status'),
    amount: block('money'),
    from: block('reference'),
    to: block('reference'),
    merchantReference: block('label'),
    reason: block('reason'),
  },
  example: {
    id: 'trf_812',
    status: 'created',
    amount: { value: 12000, currency: 'USD' },
    from: { id: 'wal_merchant' },
    to: { id: 'wal_2210' },
  },
}

const transfers = defineEventTypes(transfer, {
  'transfer.created': { description: 'A transfer between accounts or wallets was begun.' },
  'transfer.status_changed': {
    description: 'A transfer went from one status to another; both are told.',
    origins: ['system', 'processor', 'bank'],
    required: ['id', 'status'],
    tellsPreviousStatus: true,
    object: { status: 'completed' },
    previous: { status: 'created' },
    changedFields: ['status'],
  },
})

export const payouts = [...payoutTypes, ...transfers]
