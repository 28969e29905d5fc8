import { block } from './blocks.js'
import { defineEventTypes, type Family } from './define-event-types.js'

const mandate: Family = {
  domain: 'mandates',
  product: 'payto',
  flow: 'bank-account',
  dataType: 'object',
  origins: ['bank', 'user', 'network'],
  required: ['id', 'actionIdentification'],
  dedupeKey: {
    pointers: ['/data/object/actionIdentification'],
    words: 'The action identification: one for each thing that somebody did to a mandate.',
  },
  properties: {
    id: block('id'),
    href: block('link'),
    actionIdentification: block('id'),
    status: block('status'),
    description: block('label'),
    amount: block('money'),
    maximumAmount: block('money'),
    frequency: block('code'),
    debtor: block('bankAccount'),
    creditor: block('bankAccount'),
    validFrom: block('date'),
    validUntil: block('date'),
    reason: block('reason'),
  },
  example: {
    id: 'a6f5d1e20b8c4f0e9a37c1d2e3f40516',
    actionIdentification: '5b1c1ba7e4f64a09b0de7f1f0c3e2a11',
    status: 'active',
    description: 'Gym membership',
    maximumAmount: { value: 12000, currency: 'AUD' },
    frequency: 'monthly',
    debtor: { holder: 'J Citizen', alias: '+61-4•••678' },
    creditor: { holder: 'Gym Pty Ltd', accountMasked: '•••4321' },
    validFrom: '2026-05-01',
  },
}

const notifications = defineEventTypes(mandate, {
  'mandate.created': { description: 'A mandate was made and waits for the payer.', object: { status: 'created' } },
  'mandate.activated': { description: 'The payer has agreed: the mandate is active.', previous: { status: 'created' } },
  'mandate.declined': {
    description: 'The payer has declined the mandate.',
    object: { status: 'declined', reason: { code: 'declined_by_payer', text: 'The payer declined', retryable: false } },
    previous: { status: 'created' },
  },
  'mandate.expired': {
    description: 'The payer did not answer in time.',
    origins: ['system', 'bank', 'network'],
    object: { status: 'expired' },
    previous: { status: 'created' },
  },
  'mandate.amended': {
    description: 'The mandate was changed.',
    previous: { maximumAmount: { value: 9000, currency: 'AUD' } },
    changedFields: ['maximumAmount'],
  },
  'mandate.amendment_confirmed': { description: 'The payer has agreed to a change of the mandate.' },
  'mandate.amendment_declined': {
    description: 'The payer has declined a change: the mandate stays as it was.',
    object: { reason: { code: 'declined_by_payer', text: 'The payer declined the change', retryable: false } },
  },
  'mandate.amendment_expired': {
    description: 'The payer did not answer to a change in time: the mandate stays as it was.',
    origins: ['system', 'bank', 'network'],
  },
  'mandate.suspended': {
    description: 'The mandate rests: nothing may be collected.',
    object: { status: 'suspended' },
    previous: { status: 'active' },
  },
  'mandate.released': { description: 'A suspended mandate is active again.', previous: { status: 'suspended' } },
  'mandate.cancelled': {
    description: 'The mandate was ended.',
    object: { status: 'cancelled', reason: { code: 'cancelled_by_payer', text: 'The payer cancelled', retryable: false } },
    previous: { status: 'active' },
  },
  'mandate.ported': { description: 'The payer’s side of the mandate moved to another account or bank.', origins: ['bank', 'user'] },
})

const action: Family = {
  ...mandate,
  origins: ['network', 'bank', 'api'],
  required: ['requestId'],
  dedupeKey: { pointers: ['/data/object/requestId'], words: 'The request id: the outcome of what you asked for comes once.' },
  properties: { ...mandate.properties, requestId: block('id'), action: block('code') },
  example: { id: 'a6f5d1e20b8c4f0e9a37c1d2e3f40516', requestId: 'req-20260501-0007', action: 'suspend', status: 'suspended' },
}

const outcomes = defineEventTypes(action, {
  'mandate.action.succeeded': { description: 'What you asked for a mandate was done; `requestId` is that of your request.' },
  'mandate.action.rejected': {
    description: 'What you asked for a mandate was refused; `requestId` is that of your request, `reason` says why.',
    required: ['requestId', 'reason'],
    object: { status: 'active', reason: { code: 'AG08', text: 'The payer’s bank does not allow this action', retryable: false } },
  },
})

export const mandates = [...notifications, ...outcomes]
