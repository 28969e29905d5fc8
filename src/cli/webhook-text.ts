import type { OutputOf } from '../contract/operation-types.js'
import type { Desk } from './cli.js'
import { toProfileFields } from './profile-options.js'
import { toSigningText } from './signing-option.js'
import { toTlsText } from './tls-options.js'
import { toRecord } from './table.js'

type Saved = OutputOf<'saveWebhook', 'response'>

export const toWebhookText = (webhook: OutputOf<'getWebhook', 'response'>): string => toRecord(fieldsOf(webhook))

const fieldsOf = (webhook: OutputOf<'getWebhook', 'response'>) =>
  [
    ['Attachment', webhook.attachment],
    ['Subscription', webhook.subscription],
    ['State', webhook.state ?? 'not saved yet'],
    ['URL', webhook.url],
    ['Event types', webhook.eventTypes.join(', ')],
    ...toProfileFields(webhook),
    ['Signing', toSigningText(webhook.signing)],
    ['TLS', toTlsText(webhook.tls)],
    ['Version', webhook.version],
    ...webhook.warnings.map((warning) => ['Warning', warning] as const),
  ] as const

export const toSavedWebhookText =
  (desk: Desk) =>
  (saved: Saved): string => {
    const text = toRecord([...fieldsOf(saved), ...resolutionOf(saved)])
    return saved.secret === null ? text : `${text}\n\n${desk.paint('bold', 'Signing secret')}, shown once: keep it\n${saved.secret}`
  }

function resolutionOf({ resolution: { host, addresses, notListed, reason } }: Saved) {
  const found = reason ?? addresses.join(', ')
  return [
    ['Resolves', `${host}: ${found}`],
    ...notListed.map((address) => ['Not listed', `${address}: ${host} leads there, and it is not on the list`] as const),
  ] as const
}
