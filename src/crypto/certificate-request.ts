import { generateKeyPair, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { CertificateSubject, ClientKeyType } from '../domain/client-certificate-types.js'

export interface NewRequest {
  /** PKCS #10 in PEM. */
  readonly csr: string
  /** PKCS #8 in PEM. */
  readonly privateKey: string
}

/** Makes a key and the request for its certificate (PKCS #10, RFC 2986), signed with it; no attributes: what it may be used for is the authority's word. */
export async function newCertificateRequest(subject: CertificateSubject, keyType: ClientKeyType): Promise<NewRequest> {
  const { privateKey, publicKey } = await newKeyPair(keyType)
  const info = sequence(integer0, nameOf(subject), publicKey.export({ type: 'spki', format: 'der' }), tagged(0xa0))
  const signature = tagged(0x03, Buffer.of(0), sign('sha256', info, privateKey))
  const der = sequence(info, keyType === 'EC-P256' ? ecdsaWithSha256 : rsaWithSha256, signature)
  return { csr: toPem('CERTIFICATE REQUEST', der), privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

/** Off the main thread: a second is not unusual for RSA. */
const makeKeyPair = promisify(generateKeyPair)

const newKeyPair = (keyType: ClientKeyType): Promise<{ readonly privateKey: KeyObject; readonly publicKey: KeyObject }> =>
  keyType === 'EC-P256'
    ? makeKeyPair('ec', { namedCurve: 'P-256' })
    : makeKeyPair('rsa', { modulusLength: keyType === 'RSA-2048' ? 2048 : 3072 })

const toPem = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`

/** DER (X.690): tag, length in the fewest bytes, content. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, ...parts)
const objectId = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'))
const integer0 = tagged(0x02, Buffer.of(0))
const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'))
const rsaWithSha256 = sequence(objectId('2a864886f70d01010b'), tagged(0x05))

/** In the order that authorities expect; X.520 has the country as two printable letters, and the rest may be UTF-8 (RFC 5280 appendix A.1). */
const attributes = [
  ['country', '550406', 0x13],
  ['state', '550408', 0x0c],
  ['locality', '550407', 0x0c],
  ['organization', '55040a', 0x0c],
  ['organizationalUnit', '55040b', 0x0c],
  ['commonName', '550403', 0x0c],
] as const satisfies readonly (readonly [keyof CertificateSubject, string, number])[]

const nameOf = (subject: CertificateSubject): Buffer =>
  sequence(
    ...attributes.flatMap(([member, id, tag]) => {
      const value = subject[member]
      return value === undefined ? [] : [tagged(0x31, sequence(objectId(id), tagged(tag, Buffer.from(value))))]
    }),
  )
