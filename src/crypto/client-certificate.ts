import { createPrivateKey, type X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import type { ClientCertificate } from '../domain/client-certificate-types.js'
import { fingerprintOf, readCertificates } from './certificates.js'

export type ReadClientCertificate<Key> =
  | { readonly ok: true; readonly certificate: Omit<ClientCertificate, 'installedAt'>; readonly key: Key }
  | { readonly ok: false; readonly reason: string }

const clientAuthentication = '1.3.6.1.5.5.7.3.2'

/** Reads the chain of a client certificate in PEM, our own first, for that of our private keys (PKCS #8 in PEM) which it belongs to. */
export function readClientCertificate<Key extends string>(chain: string, keys: readonly Key[], now: Date): ReadClientCertificate<Key> {
  const read = readCertificates(chain)
  if (!read.ok) return read
  const [own, ...issuers] = read.certificates as readonly [X509Certificate, ...X509Certificate[]]
  const key = keys.find((candidate) => own.checkPrivateKey(createPrivateKey(candidate)))
  if (key === undefined)
    return refused('begins with a certificate for another key than the one of the request: send ours first, then its issuers')
  const reason = refuseUse(own, now) ?? refuseChain([own, ...issuers]) ?? refuseStrength(read.pem, key)
  return reason === undefined ? { ok: true, certificate: { ...toShown(own), chain: read.pem }, key } : refused(reason)
}

const refused = (reason: string): { readonly ok: false; readonly reason: string } => ({ ok: false, reason })

function refuseUse({ validFrom, validTo, keyUsage }: X509Certificate, now: Date): string | undefined {
  const until = new Date(validTo)
  if (until <= now) return `is a certificate that ended at ${until.toISOString()}`
  const from = new Date(validFrom)
  if (from > now) return `is a certificate that is not valid before ${from.toISOString()}: install it then`
  // what Node calls the key usage is the extended one
  const uses = keyUsage as readonly string[] | undefined
  return uses && !uses.includes(clientAuthentication)
    ? 'is a certificate that is not for client authentication: ask for one that is'
    : undefined
}

/** Each is issued by the next one. */
function refuseChain(chain: readonly X509Certificate[]): string | undefined {
  const broken = chain.findIndex((certificate, at) => {
    const issuer = chain[at + 1]
    return issuer && !(certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey))
  })
  return broken < 0 ? undefined : `is not in order: certificate ${String(broken + 1)} is not issued by the one after it`
}

/** OpenSSL is asked as it is by every connection: what it does not load could not be shown to anybody. */
function refuseStrength(cert: string, key: string): string | undefined {
  try {
    createSecureContext({ minVersion: 'TLSv1.2', cert, key })
    return undefined
  } catch {
    return 'cannot be used: signed with a method, or by a key, that is too weak today'
  }
}

const toShown = (certificate: X509Certificate) => ({
  subject: onOneLine(certificate.subject),
  issuer: onOneLine(certificate.issuer),
  serialNumber: certificate.serialNumber,
  fingerprint: fingerprintOf(certificate),
  validFrom: new Date(certificate.validFrom).toISOString(),
  expiresAt: new Date(certificate.validTo).toISOString(),
})

/** Node has one attribute a line. */
const onOneLine = (name: string | undefined): string => (name ?? '').split('\n').join(', ').slice(0, 500)
