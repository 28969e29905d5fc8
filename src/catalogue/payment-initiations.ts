import { block } from './blocks.js'
import { defineEventTypes, type Family } from './define-event-types.js'

const shared = { domain: 'payment-initiations', product: 'payto', flow: 'bank-account', dataType: 'transaction' } as const

const initiation: Family = {
  ...shared,
  origins: ['network', 'bank'],
  required: ['instructionIdentification', 'requestId'],
  dedupeKey: {
    pointers: ['/data/object/instructionIdentification', '/data/object/reason/code'],
    words: 'The instruction identification with the status reason; no reason counts as an empty one.',
  },
  properties: {
    instructionIdentification: block('id'),
    requestId: block('id'),
    endToEndId: block('label'),
    uetr: block('id'),
    href: block('link'),
    mandate: block('reference'),
    status: block('status'),
    amount: block('money'),
    debtor: block('bankAccount'),
    creditor: block('bankAccount'),
    reason: block('reason'),
    settledAt: block('instant'),
  },
  example: {
    instructionIdentification: 'ANZBAU3LXXXI20260501000000012345678',
    requestId: 'req-20260501-0009',
    uetr: '8d6c1a52-7c9b-4b2e-9b8a-1c2d3e4f5a6b',
    endToEndId: 'membership-2026-05',
    mandate: { id: 'a6f5d1e20b8c4f0e9a37c1d2e3f40516' },
    amount: { value: 4995, currency: 'AUD' },
  },
}

const outcomes = defineEventTypes(initiation, {
  'payment_initiation.settled': {
    description: 'The payment was made: the money has arrived.',
    object: { status: 'ACSC', settledAt: '2026-05-01T03:12:45Z', reason: { code: 'G000', text: 'Settled' } },
  },
  'payment_initiation.in_process': {
    description: 'The payment was accepted and is under way.',
    object: { status: 'ACSP', reason: { code: 'G001', text: 'In process' } },
  },
  'payment_initiation.pending': {
    description: 'The payment waits, for example for a check by the payer’s bank.',
    object: { status: 'PDNG', reason: { code: 'G002', text: 'Waits for the payer’s bank', retryable: false } },
  },
  'payment_initiation.rejected': {
    description: 'The payment was refused; `reason` has the ISO 20022 code and says whether another try can help.',
    required: ['instructionIdentification', 'requestId', 'reason'],
    object: { status: 'RJCT', reason: { code: 'AM04', text: 'Insufficient funds', retryable: true } },
  },
})

const query: Family = {
  ...shared,
  origins: ['bank', 'network'],
  required: ['caseId'],
  dedupeKey: {
    pointers: ['/data/object/caseId', '/data/object/reminderCount', '/data/object/reOpenCaseIndication'],
    words: 'The case id with the number of reminders and the re-open flag; what is absent counts as 0 and false.',
  },
  properties: {
    caseId: block('id'),
    reminderCount: block('count'),
    reOpenCaseIndication: { type: 'boolean', description: 'whether a closed case was opened again' },
    mandate: block('reference'),
    instructionIdentification: block('id'),
    question: block('label'),
    reason: block('reason'),
    answerDueAt: block('instant'),
  },
  example: {
    caseId: 'CASE-20260502-118',
    reminderCount: 0,
    reOpenCaseIndication: false,
    mandate: { id: 'a6f5d1e20b8c4f0e9a37c1d2e3f40516' },
    instructionIdentification: 'ANZBAU3LXXXI20260501000000012345678',
    question: 'The payer does not recognise this payment',
    answerDueAt: '2026-05-09T00:00:00Z',
  },
}

const queries = defineEventTypes(query, {
  'mandate_query.received': { description: 'A bank asks about a mandate or one of its payments.' },
})

export const paymentInitiations = [...outcomes, ...queries]
