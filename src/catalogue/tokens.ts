import { block, blocks } from './blocks.js'
import { type DedupeKey } from './event-type.js'
import { defineEventTypes, type Family, oncePerEvent } from './define-event-types.js'

const oncePerToken: DedupeKey = {
  pointers: ['/type', '/data/object/tokenReference'],
  words: 'The type and the token reference: it happens to a token once.',
}

const token: Family = {
  domain: 'tokens',
  product: 'tokenisation',
  flow: 'card',
  dataType: 'object',
  origins: ['network', 'bank', 'system', 'user'],
  required: ['tokenReference'],
  dedupeKey: oncePerEvent,
  properties: {
    ...blocks.card.properties,
    tokenReference: block('tokenReference'),
    replacedBy: block('tokenReference'),
    href: block('link'),
    status: block('status'),
    requestor: block('reference'),
    customer: block('reference'),
    device: block('label'),
    reason: block('reason'),
  },
  example: {
    tokenReference: 'DNITHE302210443',
    status: 'active',
    scheme: 'visa',
    last4: '4242',
    expiry: { month: 9, year: 2029 },
    requestor: { id: '40010030273' },
    customer: { id: 'cus_2210' },
  },
}

export const tokens = defineEventTypes(token, {
  'token.requested': { description: 'A token was asked for a card.', dedupeKey: oncePerToken, object: { status: 'requested' } },
  'token.provisioned': {
    description: 'The token exists and is not yet active.',
    dedupeKey: oncePerToken,
    object: { status: 'provisioned' },
    previous: { status: 'requested' },
  },
  'token.activated': { description: 'The token can be used.', previous: { status: 'provisioned' } },
  'token.suspended': {
    description: 'The token cannot be used for now.',
    object: { status: 'suspended', reason: { code: 'device_lost', text: 'The cardholder reported the device lost' } },
    previous: { status: 'active' },
  },
  'token.resumed': { description: 'A suspended token can be used again.', previous: { status: 'suspended' } },
  'token.deleted': {
    description: 'The token is gone for good.',
    dedupeKey: oncePerToken,
    object: { status: 'deleted', reason: { code: 'card_closed', text: 'The card was closed' } },
    previous: { status: 'active' },
  },
  'token.expiry_updated': {
    description: 'The token is valid for longer or shorter than before.',
    previous: { expiry: { month: 9, year: 2026 } },
    changedFields: ['expiry'],
  },
  'token.replaced': {
    description: 'Another token takes the place of this one.',
    dedupeKey: oncePerToken,
    object: { status: 'replaced', replacedBy: 'DNITHE302219007' },
    previous: { status: 'active' },
  },
  'token.status_changed': {
    description: 'The token went from one status to another; both are told.',
    required: ['tokenReference', 'status'],
    tellsPreviousStatus: true,
    object: { status: 'suspended' },
    previous: { status: 'active' },
    changedFields: ['status'],
  },
})
