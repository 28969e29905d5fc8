import type { Selectable } from 'kysely'
import type { CertificateRequest, ClientCertificate } from '../domain/client-certificate-types.js'
import { type ReceiverTls, usualTls } from '../domain/receiver-tls.js'
import type { SubscriptionsTable } from './subscription-tables.js'

/** How a subscription's receiver is spoken to over TLS. */
export interface SubscriptionTls {
  readonly tls: ReceiverTls
  readonly clientCertificate: ClientCertificate | null
  readonly clientCertificateRequest: CertificateRequest | null
  /** Their private keys, each sealed for `clientKeyPlace`; null where there is none. */
  readonly sealedClientKey: Buffer | null
  readonly sealedRequestedKey: Buffer | null
}

export const noClientCertificate = {
  clientCertificate: null,
  clientCertificateRequest: null,
  sealedClientKey: null,
  sealedRequestedKey: null,
} as const

/** Where a private key of a subscription belongs: bound to its row and column, so that it opens nowhere else (signing.md). */
export const clientKeyPlace = (accountId: string, subscription: string, column: 'sealed_client_key' | 'sealed_requested_key'): string =>
  `${accountId}|subscriptions|${subscription}|${column}|1`

type Row = Pick<
  Selectable<SubscriptionsTable>,
  'tls' | 'client_certificate' | 'client_certificate_request' | 'sealed_client_key' | 'sealed_requested_key'
>

export const toTls = (row: Row): SubscriptionTls => ({
  tls: { ...usualTls, ...(row.tls as Partial<ReceiverTls>) },
  clientCertificate: row.client_certificate as ClientCertificate | null,
  clientCertificateRequest: row.client_certificate_request as CertificateRequest | null,
  sealedClientKey: row.sealed_client_key,
  sealedRequestedKey: row.sealed_requested_key,
})

export const toTlsColumns = (given: SubscriptionTls) => ({
  tls: JSON.stringify(given.tls),
  client_certificate: given.clientCertificate && JSON.stringify(given.clientCertificate),
  client_certificate_request: given.clientCertificateRequest && JSON.stringify(given.clientCertificateRequest),
  sealed_client_key: given.sealedClientKey,
  sealed_requested_key: given.sealedRequestedKey,
})
