import { readCertificates } from '../crypto/certificates.js'
import { faultsOfTls, type ReceiverTls, type Verified } from '../domain/receiver-tls.js'
import { Problem } from './problem.js'
import { invalidMember } from './validate.js'

/** Throws the Problem `validation_failed` with every reason why the receiver cannot be verified like this. */
export function requireVerifiable(verified: Verified): void {
  const errors = faultsOfTls(verified).map(({ member, reason }) => ({ pointer: `/${member}`, detail: reason }))
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
}

const pointer = '/tls/authorities'

/** The same with the authorities as they are kept. Throws the Problem `validation_failed` when they are none, or have ended. */
export function parseTls(tls: ReceiverTls, now: Date): ReceiverTls {
  if (tls.authorities === null) return tls
  const read = readCertificates(tls.authorities)
  if (!read.ok) throw invalidMember(pointer, read.reason)
  const ended = read.certificates.find(({ validTo }) => new Date(validTo) <= now)
  if (ended) throw invalidMember(pointer, `holds a certificate that ended at ${new Date(ended.validTo).toISOString()}: leave it out`)
  return { ...tls, authorities: read.pem }
}
