/** Whose it is: ours, which we show; of an authority that vouches for the receiver; of the key that payloads are encrypted to. */
export type CertificateUse = 'client' | 'authority' | 'encryption'

export interface WatchedCertificate {
  readonly use: CertificateUse
  /** SHA-256 of it, in hex: several may end at the same moment. */
  readonly fingerprint: string
  readonly from: Date
  readonly until: Date
}

const monthMs = 30 * 86_400_000

/** When its owner is told that it ends: 30 days before, and of one with a short life when a third of that is left. */
export const tellAt = ({ from, until }: WatchedCertificate): Date =>
  new Date(until.getTime() - Math.min(monthMs, (until.getTime() - from.getTime()) / 3))

/** What a certificate is remembered by once it was told of. */
export const toldAs = ({ use, until, fingerprint }: WatchedCertificate): string => `${use} ${until.toISOString()} ${fingerprint}`

export interface Look {
  /** Those that nobody was told of yet. */
  readonly tell: readonly WatchedCertificate[]
  /** All that were told of by now, by name. */
  readonly told: readonly string[]
  /** When to look again; null: never. */
  readonly nextAt: Date | null
}

/** Which certificates to tell of now, each once, and when to look again. */
export function decideLook(certificates: readonly WatchedCertificate[], told: readonly string[], now: Date): Look {
  const distinct = [...new Map(certificates.map((certificate) => [toldAs(certificate), certificate])).values()]
  const due = distinct.filter((certificate) => tellAt(certificate) <= now)
  const later = distinct.filter((certificate) => tellAt(certificate) > now).map((certificate) => tellAt(certificate).getTime())
  return {
    tell: due.filter((certificate) => !told.includes(toldAs(certificate))),
    told: due.map(toldAs),
    nextAt: later.length > 0 ? new Date(Math.min(...later)) : null,
  }
}

const words: Readonly<Record<CertificateUse, { readonly name: string; readonly remedy: string }>> = {
  client: { name: 'the client certificate', remedy: 'ask for a new one and install it' },
  authority: { name: 'a certificate of the authorities of the receiver', remedy: 'register the one that replaces it' },
  encryption: { name: 'the certificate that payloads are encrypted to', remedy: 'replace it' },
}

/** For people: "the client certificate ends at …: …". */
export function toExpiryText({ use, until }: WatchedCertificate, now: Date): string {
  const { name, remedy } = words[use]
  return `${name} ${until <= now ? 'ended' : 'ends'} at ${until.toISOString()}: ${remedy}`
}

/** What whoever looks at a subscription should know of its certificates. */
export const expiryWarnings = (certificates: readonly WatchedCertificate[], now: Date): string[] =>
  certificates.filter((certificate) => tellAt(certificate) <= now).map((certificate) => toExpiryText(certificate, now))
