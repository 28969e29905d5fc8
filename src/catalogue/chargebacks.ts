import { block } from './blocks.js'
import { defineEventTypes, type Family, oncePerEvent } from './define-event-types.js'

const chargeback: Family = {
  domain: 'chargebacks',
  product: 'payments',
  flow: 'dispute',
  dataType: 'transaction',
  origins: ['bank', 'network', 'processor'],
  required: ['id'],
  properties: {
    id: block('id'),
    href: block('link'),
    status: block('status'),
    amount: block('money'),
    payment: block('reference'),
    network: block('code'),
    networkCaseId: block('label'),
    reason: block('reason'),
    evidenceDueAt: block('instant'),
    openedAt: block('instant'),
    closedAt: block('instant'),
  },
  example: {
    id: 'cbk_2001',
    status: 'opened',
    amount: { value: 4250, currency: 'MYR' },
    payment: { id: 'pay_01j9z6t8k2' },
    network: 'visa',
    networkCaseId: '4100228193',
    reason: { code: '13.1', text: 'Merchandise not received' },
    openedAt: '2026-09-01T00:00:00Z',
  },
}

export const chargebacks = defineEventTypes(chargeback, {
  'chargeback.notified': {
    description: 'A bank has announced a chargeback: it can still be avoided by a refund.',
    object: { status: 'notified' },
  },
  'chargeback.opened': { description: 'The chargeback is open; the amount was taken back.', previous: { status: 'notified' } },
  'chargeback.evidence_required': {
    description: 'Evidence is asked for, until `evidenceDueAt`.',
    dedupeKey: oncePerEvent,
    object: { status: 'evidence_required', evidenceDueAt: '2026-09-15T23:59:59Z' },
    previous: { status: 'opened' },
  },
  'chargeback.evidence_submitted': {
    description: 'Evidence was handed in.',
    dedupeKey: oncePerEvent,
    origins: ['user', 'api'],
    object: { status: 'evidence_submitted' },
    previous: { status: 'evidence_required' },
  },
  'chargeback.won': {
    description: 'The dispute was decided for the merchant.',
    object: { status: 'won', closedAt: '2026-10-02T00:00:00Z' },
    previous: { status: 'evidence_submitted' },
  },
  'chargeback.lost': {
    description: 'The dispute was decided for the payer.',
    object: { status: 'lost', closedAt: '2026-10-02T00:00:00Z' },
    previous: { status: 'evidence_submitted' },
  },
  'chargeback.reversed': {
    description: 'The chargeback was taken back: the amount is the merchant’s again.',
    object: { status: 'reversed' },
    previous: { status: 'opened' },
  },
  'chargeback.closed': {
    description: 'The case is closed: nothing follows.',
    object: { status: 'closed', closedAt: '2026-10-09T00:00:00Z' },
    previous: { status: 'won' },
  },
})
