import { X509Certificate } from 'node:crypto'

export type ReadCertificates =
  | { readonly ok: true; readonly certificates: readonly X509Certificate[]; readonly pem: string }
  | { readonly ok: false; readonly reason: string }

const maxCertificates = 10
const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g

/** Reads certificates in PEM (RFC 7468) in the order they have; `pem` is them alone, without what stands between. What it refuses is not repeated. */
export function readCertificates(text: string): ReadCertificates {
  if (text.includes('PRIVATE KEY'))
    return refused('holds a private key, which nobody else may have: replace that key, and send certificates alone')
  const certificates = (text.match(block) ?? []).map(toCertificate)
  if (certificates.length === 0) return refused('holds no certificate: "-----BEGIN CERTIFICATE-----" and what follows, in PEM')
  if (certificates.length > maxCertificates) return refused(`holds more than ${String(maxCertificates)} certificates`)
  const read = certificates.filter((certificate) => certificate !== undefined)
  if (read.length < certificates.length) return refused('holds a certificate that cannot be read')
  if (!read.every(isDated)) return refused('holds a certificate whose dates cannot be read')
  return { ok: true, certificates: read, pem: read.map(String).join('') }
}

const refused = (reason: string): ReadCertificates => ({ ok: false, reason })

/** Certificates are read whatever stands where their dates should be. */
export const isDated = ({ validFrom, validTo }: X509Certificate): boolean =>
  [validFrom, validTo].every((date) => !Number.isNaN(Date.parse(date)))

/** SHA-256 in hex. */
export const fingerprintOf = ({ fingerprint256 }: X509Certificate): string => fingerprint256.replaceAll(':', '').toLowerCase()

function toCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}
