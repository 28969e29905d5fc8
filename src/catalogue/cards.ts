import { block, blocks } from './blocks.js'
import { defineEventTypes, type Family } from './define-event-types.js'

const card: Family = {
  domain: 'cards',
  product: 'card-updates',
  flow: 'card',
  dataType: 'object',
  origins: ['network', 'bank', 'system'],
  required: ['id'],
  properties: {
    ...blocks.card.properties,
    id: block('id'),
    href: block('link'),
    status: block('status'),
    customer: block('reference'),
    replacedBy: block('reference'),
    reason: block('reason'),
  },
  example: {
    id: 'crd_5021',
    status: 'active',
    scheme: 'mastercard',
    last4: '4444',
    expiry: { month: 9, year: 2029 },
    customer: { id: 'cus_2210' },
    paymentAccountReference: '500178K9P4V2M7Q1T6W3X8Z5B0C2D',
  },
}

export const cards = defineEventTypes(card, {
  'card.metadata_updated': {
    description: 'Something that is told of a card changed: expiry, last four digits, art, PAR or status.',
    object: { artUrl: 'https://art.bank.example/cards/gold-2026.png' },
    previous: { artUrl: 'https://art.bank.example/cards/gold-2023.png' },
    changedFields: ['artUrl'],
  },
  'card.expiry_updated': {
    description: 'The card is valid for longer or shorter than before.',
    previous: { expiry: { month: 9, year: 2026 } },
    changedFields: ['expiry'],
  },
  'card.replaced': {
    description: 'Another card takes the place of this one.',
    object: { status: 'replaced', replacedBy: { id: 'crd_7733' } },
    previous: { status: 'active' },
  },
  'card.closed': {
    description: 'The card was closed by its bank.',
    object: { status: 'closed', reason: { code: 'account_closed', text: 'The account was closed' } },
    previous: { status: 'active' },
  },
})
