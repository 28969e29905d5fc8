import type { Selectable } from 'kysely'
import { type ReceiverTls, usualTls } from '../domain/receiver-tls.js'
import type { SubscriptionsTable } from './subscription-tables.js'

/** How a subscription's receiver is spoken to over TLS. */
export interface SubscriptionTls {
  readonly tls: ReceiverTls
}

type Row = Pick<Selectable<SubscriptionsTable>, 'tls'>

export const toTls = ({ tls }: Row): SubscriptionTls => ({ tls: { ...usualTls, ...(tls as Partial<ReceiverTls>) } })

export const toTlsColumns = ({ tls }: SubscriptionTls) => ({ tls: JSON.stringify(tls) })
