import type { OutputOf } from '../contract/operation-types.js'
import type { Subscription } from '../contract/subscriptions.js'
import { usualTls } from '../domain/receiver-tls.js'
import { defaultSigning } from '../domain/signing/signing.js'

type Webhook = OutputOf<'getWebhook', 'response'>

/** A subscription as the webhook of its attachment. */
export function toWebhook({ id, attachment, state, url, eventTypes, warnings, version, ...rest }: Subscription): Webhook {
  const { fqdn, ipAddresses, pinMode, contact, technicalNotes, signing, tls } = rest
  const profile = { fqdn, ipAddresses, pinMode, contact, technicalNotes, signing, tls }
  return { attachment: attachment ?? '', subscription: id, state, url, eventTypes, ...profile, warnings, version }
}

/** What there is before it is saved for the first time. */
export const toUnsavedWebhook = (attachment: string): Webhook => ({
  attachment,
  subscription: null,
  state: null,
  url: null,
  eventTypes: [],
  fqdn: null,
  ipAddresses: [],
  pinMode: 'off',
  contact: null,
  technicalNotes: '',
  signing: defaultSigning as Webhook['signing'],
  tls: usualTls as Webhook['tls'],
  warnings: [],
  version: 0,
})
