import { createPublicKey, type KeyObject, sign, verify, X509Certificate } from 'node:crypto'
import { contentOf, partsOf, sequence, tagged } from '../helpers/der.js'

export interface ReadRequest {
  readonly signed: boolean
  readonly subject: unknown
  readonly publicKey: KeyObject
  readonly attributes: number
}

/**
 * What OpenSSL reads in a request for a certificate. Node has it read certificates alone: so name, key and algorithm are put, byte for
 * byte, into a certificate that the same key signs.
 */
export function readRequest(csr: string, privateKey: string): ReadRequest {
  const [info, algorithm, signature] = partsOf(Buffer.from(csr.replace(/-----.*?-----/g, ''), 'base64')) as [Buffer, Buffer, Buffer]
  const [, name, key, attributes] = partsOf(info) as [Buffer, Buffer, Buffer, Buffer | undefined]
  const publicKey = createPublicKey({ key, format: 'der', type: 'spki' })
  const time = tagged(0x18, Buffer.from('20260101000000Z'))
  const content = sequence(tagged(0x02, Buffer.of(1)), algorithm, name, sequence(time, time), name, key)
  const certificate = new X509Certificate(sequence(content, algorithm, tagged(0x03, Buffer.of(0), sign('sha256', content, privateKey))))
  const bits = contentOf(signature).subarray(1) // the first byte counts bits that are not used: none
  return {
    signed: certificate.verify(publicKey) && verify('sha256', info, publicKey, bits),
    subject: { ...(certificate.toLegacyObject().subject as object) },
    publicKey,
    attributes: attributes === undefined ? 0 : partsOf(attributes).length,
  }
}
