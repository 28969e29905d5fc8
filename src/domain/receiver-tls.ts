/** How a receiver is verified over TLS where the public authorities are not enough, or not known to it (S0-14, S4-6). */
export interface ReceiverTls {
  /** Certificates of authorities in PEM, trusted instead of the public ones; null: the public ones. */
  readonly authorities: string | null
  /** SHA-256 of public keys (SPKI) in base64, of which the receiver's is one; empty: it may have any. */
  readonly pins: readonly string[]
  /** Nobody has to vouch for the receiver: in the environment test alone. */
  readonly acceptSelfSigned: boolean
}

export const usualTls: ReceiverTls = { authorities: null, pins: [], acceptSelfSigned: false }

/** Whether nothing is asked for that is not done for every receiver. */
export const isUsualTls = ({ authorities, pins, acceptSelfSigned }: ReceiverTls): boolean =>
  authorities === null && pins.length === 0 && !acceptSelfSigned

export interface TlsFault {
  /** A JSON pointer without its slash. */
  readonly member: string
  readonly reason: string
}

export interface Verified {
  readonly url: string
  readonly environment: 'test' | 'live'
  readonly tls: ReceiverTls
}

/** Every reason why a receiver cannot be verified like this. */
export const faultsOfTls = ({ url, environment, tls }: Verified): TlsFault[] => [
  ...(!isUsualTls(tls) && url.startsWith('http:') ? [{ member: 'tls', reason: 'goes with an https URL: this one is not encrypted' }] : []),
  ...(tls.acceptSelfSigned ? faultsOfSelfSigned({ environment, tls }) : []),
]

function faultsOfSelfSigned({ environment, tls }: Pick<Verified, 'environment' | 'tls'>): TlsFault[] {
  const member = 'tls/acceptSelfSigned'
  return [
    ...(environment === 'live'
      ? [{ member, reason: 'is for the environment test alone: here register the certificate of the authority (tls.authorities)' }]
      : []),
    ...(tls.authorities === null
      ? []
      : [{ member, reason: 'goes without authorities: either they vouch for the receiver, or nobody has to' }]),
  ]
}

/** What whoever looks at a subscription should know of it. */
export function tlsWarnings({ acceptSelfSigned, pins }: ReceiverTls): string[] {
  if (!acceptSelfSigned) return []
  return [
    pins.length > 0
      ? 'self-signed certificates are accepted, if their key is pinned: this is for tests'
      : 'self-signed certificates are accepted: anybody on the way can pass for the receiver; this is for tests',
  ]
}

/** Of verification alone: the name of the receiver and the dates of its certificate hold whoever issued it. */
const selfSigned: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** Whether what OpenSSL found is only that no authority we trust has issued the certificate. */
export const isSelfSignedFault = (code: string): boolean => selfSigned.has(code)
