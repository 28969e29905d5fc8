import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { partsOf, sequence, tagged } from '../helpers/der.js'

/** A certificate with its key, made on the spot: no fixture that expires, no tool that has to be installed. */
export interface Certificate {
  readonly cert: string
  readonly key: string
  readonly name: string
  readonly privateKey: KeyObject
}

export interface CertificateOf {
  /** Subject, and DNS name or IPv4 address of the certificate. */
  readonly name: string
  /** Self-signed when absent. */
  readonly issuer?: Certificate
  /** A name (X.501, in DER) that is put in for the issuer's, who knows nothing of it. */
  readonly claimedIssuer?: Buffer
  readonly authority?: boolean
  readonly notBefore?: Date
  /** A text is put in as it is, however wrong. */
  readonly notAfter?: Date | string
  /** Of somebody else's key. */
  readonly publicKey?: KeyObject
  /** For servers and nobody else. */
  readonly serverOnly?: true
  /** Signed with SHA-1. */
  readonly weak?: true
}

const dayMs = 86_400_000

/** An ECDSA P-256 certificate in X.509 v3 (RFC 5280), valid since the day before yesterday. */
export function aCertificate({ name, issuer, authority = false, ...of }: CertificateOf): Certificate {
  const { privateKey, publicKey: own } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const publicKey = of.publicKey ?? own
  const [digest, algorithm] = of.weak ? (['sha1', ecdsaWithSha1] as const) : (['sha256', ecdsaWithSha256] as const)
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    of.claimedIssuer ?? nameOf(issuer?.name ?? name),
    validityOf(of),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(alternativeName(name), basicConstraints(authority), ...(of.serverOnly ? [serverUsage] : []))),
  )
  const signature = sign(digest, body, issuer?.privateKey ?? privateKey)
  const der = sequence(body, algorithm, tagged(0x03, Buffer.from([0]), signature))
  const cert = `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), name, privateKey }
}

/** What an authority makes of a request (PKCS #10). */
export const aSigned = (csr: string, certificate: Partial<CertificateOf> = {}): Certificate =>
  aCertificate({
    name: 'Posthorn',
    issuer: aCertificate({ name: 'Test Authority', authority: true }),
    publicKey: publicKeyOf(csr),
    ...certificate,
  })

function publicKeyOf(csr: string): KeyObject {
  const [info] = partsOf(Buffer.from(csr.replace(/-----.*?-----/g, ''), 'base64'))
  const [, , key] = partsOf(info!)
  return createPublicKey({ key: key!, format: 'der', type: 'spki' })
}

const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes)
const objectId = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'))
const ecdsaWithSha1 = sequence(objectId('2a8648ce3d0401'))
const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'))
const nameOf = (name: string): Buffer => sequence(tagged(0x31, sequence(objectId('550403'), tagged(0x0c, Buffer.from(name)))))
/** GeneralizedTime: YYYYMMDDHHMMSSZ. */
const time = (at: Date | string): Buffer =>
  tagged(0x18, Buffer.from(typeof at === 'string' ? at : `${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`))
const validityOf = ({
  notBefore = new Date(Date.now() - 2 * dayMs),
  notAfter = new Date(Date.now() + dayMs),
}: Partial<CertificateOf>): Buffer => sequence(time(notBefore), time(notAfter))
const extension = (id: string, value: Buffer): Buffer => sequence(objectId(id), tagged(0x04, value))
const basicConstraints = (authority: boolean): Buffer =>
  extension('551d13', sequence(...(authority ? [tagged(0x01, Buffer.from([255]))] : [])))
const serverUsage = extension('551d25', sequence(objectId('2b06010505070301')))
const alternativeName = (name: string): Buffer => {
  const isAddress = /^[\d.]+$/.test(name)
  const value = isAddress ? tagged(0x87, Buffer.from(name.split('.').map(Number))) : tagged(0x82, Buffer.from(name))
  return extension('551d11', sequence(value))
}
