import { block } from './blocks.js'
import { defineEventTypes, type Family } from './define-event-types.js'

const bankReturn: Family = {
  domain: 'bank-returns',
  product: 'bank-debits',
  flow: 'bank-account',
  dataType: 'transaction',
  origins: ['bank', 'network'],
  required: ['id'],
  properties: {
    id: block('id'),
    href: block('link'),
    amount: block('money'),
    payment: block('reference'),
    customer: block('reference'),
    account: block('bankAccount'),
    traceNumber: block('label'),
    reason: block('reason'),
    receivedAt: block('instant'),
    effectiveDate: block('date'),
  },
  example: {
    id: 'ret_3310',
    amount: { value: 9900, currency: 'USD' },
    payment: { id: 'pay_5520' },
    traceNumber: '091000017654321',
    reason: { code: 'R01', text: 'Insufficient funds', retryable: true },
    receivedAt: '2026-02-11T11:00:00Z',
    effectiveDate: '2026-02-11',
  },
}

export const bankReturns = defineEventTypes(bankReturn, {
  'return.received': { description: 'A bank returned a debit or credit; `reason.code` is the return code.' },
  'reversal.received': {
    description: 'A bank reversed a payment that had been completed.',
    object: { id: 'rev_118', reason: { code: 'R29', text: 'Not authorised by the account holder', retryable: false } },
  },
  'notice_of_change.received': {
    description: 'A bank asks to use corrected account data from now on; which of them is told by name in `changedFields`.',
    object: {
      id: 'noc_77',
      customer: { id: 'cus_2210' },
      account: { accountMasked: '•••6789', bank: '091000019' },
      reason: { code: 'C02', text: 'Incorrect routing number' },
    },
    changedFields: ['account.bank'],
  },
  'dishonour.received': {
    description: 'A bank did not honour a debit or cheque.',
    object: { id: 'dis_4', reason: { code: '6', text: 'Refer to customer', retryable: true } },
  },
})
