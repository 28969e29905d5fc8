import { z } from 'zod'
import type { CreateSubscription } from './subscriptions.js'

/** Senders that are replaced, and forms that many receivers know (docs/presets). */
export const PresetName = z.enum(['unipay', 'ipayout', 'anz-payto', 'paynet', 'adyen', 'standard-webhooks', 'stripe-like'])
export type PresetName = z.infer<typeof PresetName>

type Settings = Pick<z.input<typeof CreateSubscription>, 'style' | 'schedule' | 'confirmation' | 'signing' | 'headers'>

/** What a subscription is made with. Each member gives way to one that is asked for besides. */
export const presets: Readonly<Record<PresetName, Required<Settings>>> = {
  unipay: {
    style: { name: 'unipay' },
    schedule: { name: 'unipay' },
    confirmation: { name: 'unipay-notification-id' },
    signing: { standardWebhooks: ['v1'] },
    headers: {},
  },
  ipayout: {
    style: { name: 'ipayout' },
    schedule: { name: 'payments-72h' },
    confirmation: { name: 'http-2xx' },
    signing: { standardWebhooks: ['v1'] },
    headers: {},
  },
  'anz-payto': {
    style: { name: 'anz-payto' },
    schedule: { name: 'payments-72h' },
    confirmation: { name: 'anz-rcvd' },
    signing: { standardWebhooks: [], securedPayload: { alg: 'RS256', name: 'secured_payload' } },
    headers: {},
  },
  paynet: {
    style: { name: 'paynet' },
    schedule: { name: 'payments-72h' },
    confirmation: { name: 'http-2xx' },
    signing: { standardWebhooks: [], jwsDetached: { alg: 'RS256' } },
    headers: {},
  },
  adyen: {
    style: { name: 'adyen' },
    schedule: { name: 'adyen-30d' },
    confirmation: { name: 'adyen-accepted' },
    signing: { standardWebhooks: ['v1'] },
    headers: {},
  },
  'standard-webhooks': {
    style: { name: 'native' },
    schedule: { name: 'standard-webhooks' },
    confirmation: { name: 'http-2xx' },
    signing: { standardWebhooks: ['v1', 'v1a'] },
    headers: {},
  },
  'stripe-like': {
    style: { name: 'native' },
    schedule: { name: 'payments-72h' },
    confirmation: { name: 'http-2xx' },
    signing: { standardWebhooks: [], stripe: {} },
    headers: {},
  },
}

/** What goes with a secret or a key that the subscription is given besides: how it is presented, and how is encrypted to it. */
export const presetExtras: Readonly<Partial<Record<PresetName, { readonly auth: string; readonly encryption: object }>>> = {
  'anz-payto': { auth: 'header:apikey', encryption: { alg: 'RSA-OAEP', enc: 'A256CBC-HS512' } },
}
