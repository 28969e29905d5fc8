import type { CertificateUse, WatchedCertificate } from '../domain/certificate-expiry.js'
import type { ClientCertificate } from '../domain/client-certificate-types.js'
import type { ReceiverTls } from '../domain/receiver-tls.js'
import type { Signing } from '../domain/signing/signing.js'
import { readCertificates } from './certificates.js'

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
    ...(clientCertificate ? [{ use: 'client' as const, ...spanOf(clientCertificate.validFrom, clientCertificate.expiresAt) }] : []),
    ...watched('authority', tls.authorities),
    ...watched('encryption', typeof key === 'string' ? key : null).slice(0, 1),
  ]
}

/** A key that is no certificate does not end. */
function watched(use: CertificateUse, pem: string | null): WatchedCertificate[] {
  const read = pem === null ? undefined : readCertificates(pem)
  return read?.ok ? read.certificates.map(({ validFrom, validTo }) => ({ use, ...spanOf(validFrom, validTo) })) : []
}

const spanOf = (from: string, until: string) => ({ from: new Date(from), until: new Date(until) })
