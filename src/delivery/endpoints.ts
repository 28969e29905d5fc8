import { LRUCache } from 'lru-cache'
import { type ReadRecipientKey, recipientOf } from '../crypto/recipient-key.js'
import { parseSecret } from '../crypto/standard-webhooks.js'
import type { Sealer } from '../crypto/seal.js'
import type { Database } from '../db/connect.js'
import { type EndpointRow, loadEndpoint } from '../db/load-owed.js'
import { secretPlace } from '../db/secret-place.js'
import { type Expectation, toExpectation } from '../domain/confirmation/confirmation.js'
import { credentialPlace } from '../db/subscription-auth.js'
import { clientKeyPlace, type SubscriptionTls } from '../db/subscription-tls.js'
import type { Schedule } from '../domain/delivery-types.js'
import { isUsualTls } from '../domain/receiver-tls.js'
import { type Pin, toPin } from '../domain/pinning.js'
import type { Auth } from '../domain/receiver-auth-types.js'
import type { Signing } from '../domain/signing/signing.js'
import type { Style } from '../domain/styles/style.js'
import { type Credentials, lowerCased, toCredentials } from './credentials.js'
import type { Grant } from './oauth2/token-request.js'
import type { Registered } from './registered.js'
import type { TlsTerms } from './outbound/tls-terms.js'

/** One version of a subscription's endpoint, its secrets opened. */
export interface Endpoint {
  readonly version: number
  readonly url: string
  /** Its registered addresses. */
  readonly pin: Pin
  /** Undefined: as with everybody. */
  readonly tls: TlsTerms | undefined
  readonly timeoutMs: number
  readonly schedule: Schedule
  readonly style: Style
  readonly expectation: Expectation
  /** Of the receiver's own choice, lower-case names; nothing secret. */
  readonly headers: Readonly<Record<string, string>>
  readonly credentials: Credentials
  /** Where the credential is a token that has to be asked for. */
  readonly grant?: Grant | undefined
  readonly signing: Signing
  /** To whom payloads are encrypted, or why they cannot be: a key that was read when it was registered may not be one that is read today. */
  readonly recipient: ReadRecipientKey | undefined
  readonly registered: Registered
  /** Those that sign now: the current one, and replaced ones during their overlap. */
  secretsAt(now: Date): Buffer[]
}

export type Endpoints = (subscription: string, version: number) => Promise<Endpoint>

/**
 * Endpoints by subscription, remembered for as long as the version is the one the notification's row was loaded
 * with: a change holds for every attempt that loads its row after it.
 */
export function createEndpoints(deps: { db: Database; sealer: Sealer; max: number }): Endpoints {
  const known = new LRUCache<string, Endpoint>({ max: deps.max })
  const load = async (subscription: string): Promise<Endpoint> => {
    const row = await loadEndpoint(deps.db, subscription)
    if (!row) throw new Error(`subscription ${subscription} has no row`)
    const endpoint = toEndpoint(row, deps.sealer)
    known.set(subscription, endpoint)
    return endpoint
  }
  return (subscription, version) => {
    const endpoint = known.get(subscription)
    return endpoint && endpoint.version >= version ? Promise.resolve(endpoint) : load(subscription)
  }
}

function toEndpoint(row: EndpointRow, sealer: Sealer): Endpoint {
  const { auth } = row.auth
  const credential = openCredential(row, sealer)
  const registered = { subscription: row.id, account: row.accountId, environment: row.environment, subject: row.project ?? row.accountId }
  const secrets = row.secrets.map(({ id, sealed, expiresAt }) => {
    const bytes = parseSecret(sealer.open(sealed, secretPlace(row.accountId, id)).toString())
    if (!bytes) throw new Error(`secret ${id} is not a signing secret`)
    return { bytes, expiresAt }
  })
  return {
    version: row.version,
    url: row.url,
    pin: toPin(row.pinMode, row.ipAddresses),
    tls: toTlsTerms(row, openCertificate(row, sealer)),
    timeoutMs: row.timeoutMs,
    schedule: row.schedule,
    style: row.style,
    expectation: toExpectation(row.confirmation),
    headers: lowerCased(row.auth.headers),
    credentials: toCredentials(auth, credential),
    grant: toGrant(auth, credential, registered),
    signing: row.signing,
    recipient: recipientOf(row.signing),
    registered,
    secretsAt: (now) => secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now).map(({ bytes }) => bytes),
  }
}

/** What only tests may do is done for them alone, whatever a row says. */
export function toTlsTerms(
  { tls, environment }: Pick<SubscriptionTls, 'tls'> & Pick<EndpointRow, 'environment'>,
  certificate?: TlsTerms['certificate'],
): TlsTerms | undefined {
  const terms = { ...tls, acceptSelfSigned: tls.acceptSelfSigned && environment === 'test' }
  return isUsualTls(terms) && !certificate ? undefined : { ...terms, certificate }
}

function openCertificate({ id, accountId, clientCertificate, sealedClientKey }: EndpointRow, sealer: Sealer): TlsTerms['certificate'] {
  if (clientCertificate === null || sealedClientKey === null) return undefined
  const key = sealer.open(sealedClientKey, clientKeyPlace(accountId, id, 'sealed_client_key')).toString()
  return { chain: clientCertificate.chain, key }
}

/** The secret part; empty when there is none. */
const openCredential = ({ id, accountId, auth: { sealedCredential } }: EndpointRow, sealer: Sealer): string =>
  sealedCredential === null ? '' : sealer.open(sealedCredential, credentialPlace(accountId, id)).toString()

/** What a token is asked for with; undefined where none is needed. */
export const toGrant = (auth: Auth, clientSecret: string, registered: Registered): Grant | undefined =>
  auth.kind === 'oauth2' ? { auth, clientSecret, registered } : undefined
