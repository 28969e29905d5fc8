/** Whose certificate is asked for; what is left out is not in it. */
export interface CertificateSubject {
  readonly commonName: string
  readonly organization?: string | undefined
  readonly organizationalUnit?: string | undefined
  readonly locality?: string | undefined
  readonly state?: string | undefined
  readonly country?: string | undefined
}

export type ClientKeyType = 'EC-P256' | 'RSA-2048' | 'RSA-3072'

/** A request (PKCS #10) that somebody else signs; its private key stays here. */
export interface CertificateRequest {
  readonly csr: string
  readonly keyType: ClientKeyType
  readonly subject: CertificateSubject
  readonly requestedAt: string
}

/** What we show a receiver that asks who calls (mutual TLS). */
export interface ClientCertificate {
  /** Distinguished names on one line. */
  readonly subject: string
  readonly issuer: string
  readonly serialNumber: string
  /** SHA-256 of the certificate, in hex. */
  readonly fingerprint: string
  readonly validFrom: string
  readonly expiresAt: string
  /** In PEM, our own first. */
  readonly chain: string
  readonly installedAt: string
}
