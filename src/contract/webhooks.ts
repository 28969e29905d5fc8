import { z } from 'zod'
import { defaultProfile, endpointProfile } from './endpoint-profile.js'
import { ReceiverTls } from './receiver-tls.js'
import { Signing } from './signing.js'
import { EventTypePattern, SubscriptionState } from './subscriptions.js'

const url = z.string().min(1, 'is needed').max(2048)
const eventTypes = z.array(EventTypePattern).min(1, 'choose at least one').max(200)

const signing = Signing.optional().describe('Stays as it is when it is left out')
const tls = ReceiverTls.optional().describe('Stays as it is when it is left out')

/** All of it is replaced at once. */
export const SaveWebhook = z.strictObject({ url, eventTypes, ...defaultProfile, signing, tls }).meta({ id: 'SaveWebhook' })

export const Webhook = z
  .object({
    attachment: z.string(),
    subscription: z.string().nullable().describe('What delivers it; null before it is saved for the first time'),
    state: SubscriptionState.nullable(),
    url: url.nullable(),
    eventTypes: z.array(z.string()),
    ...endpointProfile,
    signing: Signing,
    tls: ReceiverTls,
    warnings: z.array(z.string()),
    version: z.int().describe('The ETag; send it as If-Match when you save. 0 before the first time'),
  })
  .meta({ id: 'Webhook' })

/** What a name leads to at this moment. */
export const Resolution = z
  .object({
    host: z.string().describe('The FQDN, or else the host of the URL'),
    addresses: z.array(z.string()),
    notListed: z.array(z.string()).describe('Those that are not on the list, if there is one'),
    reason: z.string().nullable().describe('Why there are no addresses'),
  })
  .meta({ id: 'Resolution' })

export const SavedWebhook = Webhook.extend({
  resolution: Resolution,
  secret: z.string().nullable().describe('The signing secret; shown once, when the webhook is saved for the first time'),
}).meta({ id: 'SavedWebhook' })
