import { block } from './blocks.js'
import { defineEventTypes, type Family } from './define-event-types.js'

const shared = {
  domain: 'management',
  flow: 'management',
  product: 'management',
  dataType: 'object',
  origins: ['user', 'api', 'system'],
} as const
const common = { id: block('id'), href: block('link'), status: block('status'), reason: block('reason') }

const customer: Family = {
  ...shared,
  required: ['id'],
  properties: { ...common, merchantReference: block('label'), country: block('code') },
  example: { id: 'cus_2210', status: 'active', merchantReference: 'member-0815', country: 'DE' },
}

const customers = defineEventTypes(customer, {
  'customer.created': { description: 'There is a new customer.' },
  'customer.updated': {
    description: 'Data of a customer changed; which is told by name, personal data by name only.',
    changedFields: ['email', 'address'],
  },
  'customer.status_changed': {
    description: 'The customer went from one status to another; both are told.',
    required: ['id', 'status'],
    tellsPreviousStatus: true,
    object: { status: 'blocked', reason: { code: 'under_review', text: 'Documents are being looked at' } },
    previous: { status: 'active' },
    changedFields: ['status'],
  },
})

const bankAccount: Family = {
  ...shared,
  flow: 'bank-account',
  required: ['id'],
  properties: { ...common, customer: block('reference'), account: block('bankAccount'), verifiedAt: block('instant') },
  example: {
    id: 'bac_31',
    status: 'unverified',
    customer: { id: 'cus_2210' },
    account: { holder: 'N. Berger', accountMasked: 'DE•••3000', bank: 'COBADEFF' },
  },
}

const bankAccounts = defineEventTypes(bankAccount, {
  'bank_account.created': { description: 'A bank account was added.' },
  'bank_account.updated': {
    description: 'Data of a bank account changed; numbers are told by name only.',
    changedFields: ['account.holder'],
  },
  'bank_account.verified': {
    description: 'The bank account was found to belong to its holder.',
    origins: ['system', 'bank', 'processor'],
    object: { status: 'verified', verifiedAt: '2026-03-03T12:00:00Z' },
    previous: { status: 'unverified' },
  },
})

const merchant: Family = {
  ...shared,
  required: ['id'],
  properties: { ...common, name: block('label'), parent: block('reference'), categoryCode: block('code') },
  example: { id: 'mrc_kedai_kopi', status: 'active', name: 'Kedai Kopi Seri Pagi', parent: { id: 'prt_north' }, categoryCode: '5814' },
}

const merchants = defineEventTypes(merchant, {
  'merchant.created': { description: 'There is a new merchant.' },
  'merchant.updated': {
    description: 'Data of a merchant changed; which is told by name.',
    previous: { categoryCode: '5812' },
    changedFields: ['categoryCode'],
  },
})

const terminal: Family = {
  ...shared,
  required: ['id'],
  properties: { ...common, merchant: block('reference'), label: block('label'), serialNumber: block('code') },
  example: { id: 'trm_8', status: 'active', merchant: { id: 'mrc_kedai_kopi' }, label: 'Counter 2', serialNumber: 'V2-00412' },
}

const terminals = defineEventTypes(terminal, {
  'terminal.created': { description: 'There is a new terminal.' },
  'terminal.updated': {
    description: 'Data of a terminal changed; which is told by name.',
    previous: { label: 'Counter 1' },
    changedFields: ['label'],
  },
})

export const management = [...customers, ...bankAccounts, ...merchants, ...terminals]
