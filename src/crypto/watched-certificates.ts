import type { CertificateUse, WatchedCertificate } from '../domain/certificate-expiry.js'
import type { ClientCertificate } from '../domain/client-certificate-types.js'
import type { ReceiverTls } from '../domain/receiver-tls.js'
import type { Signing } from '../domain/signing/signing.js'
import { fingerprintOf, readCertificates } from './certificates.js'

/** What of a subscription may hold certificates. */
export interface Certified {
  readonly tls: ReceiverTls
  readonly clientCertificate: ClientCertificate | null
  readonly signing: Signing
}

/** Whether it holds anything that might end; says yes too often rather than read it. */
export const mayEnd = ({ tls, clientCertificate, signing }: Certified): boolean =>
  tls.authorities !== null || clientCertificate !== null || typeof signing.securedPayload?.encryption?.key === 'string'

/** All certificates of a subscription that end one day. */
export function watchedCertificates({ tls, clientCertificate, signing }: Certified): WatchedCertificate[] {
  const key = signing.securedPayload?.encryption?.key
  return [
    ...(clientCertificate ? [toWatched('client', clientCertificate)] : []),
    ...watched('authority', tls.authorities),
    ...watched('encryption', typeof key === 'string' ? key : null).slice(0, 1),
  ]
}

/** A key that is no certificate does not end. */
function watched(use: CertificateUse, pem: string | null): WatchedCertificate[] {
  const read = pem === null ? undefined : readCertificates(pem)
  return read?.ok
    ? read.certificates.map((one) => toWatched(use, { fingerprint: fingerprintOf(one), validFrom: one.validFrom, expiresAt: one.validTo }))
    : []
}

type Shown = Pick<ClientCertificate, 'fingerprint' | 'validFrom' | 'expiresAt'>

const toWatched = (use: CertificateUse, { fingerprint, validFrom, expiresAt }: Shown): WatchedCertificate => ({
  use,
  fingerprint,
  from: new Date(validFrom),
  until: new Date(expiresAt),
})
