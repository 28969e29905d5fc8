import type { OutputOf } from '../../src/contract/operation-types.js'
import { routes } from '../../src/contract/routes.js'
import type { Session } from '../session.js'
import type { Webhook } from './draft.js'

type Attachment = OutputOf<'getAttachment', 'response'>

/** Why whoever is signed in cannot change this webhook; undefined when they can. */
export function whyReadOnly({ key, may }: Session, attachment: Attachment, webhook: Webhook): string | undefined {
  if (!may('saveWebhook'))
    return key.role === null
      ? `Your key lacks the scope ${routes.saveWebhook.scope}.`
      : `Your role in this project is ${key.role}, which lacks the scope ${routes.saveWebhook.scope}: ask an administrator of the project.`
  if (attachment.state === 'detached') return 'The product was detached from the project.'
  if (webhook.state === 'draining') return 'The product is being detached: what is pending goes out, and nothing new comes.'
  return undefined
}
