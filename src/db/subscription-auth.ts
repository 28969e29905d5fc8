import type { Selectable } from 'kysely'
import type { Auth } from '../domain/receiver-auth-types.js'
import type { SubscriptionsTable } from './subscription-tables.js'

/** What a receiver wants to see in a request beside the message. */
export interface SubscriptionAuth {
  readonly headers: Readonly<Record<string, string>>
  readonly auth: Auth
  /** The secret part of `auth`, sealed for `credentialPlace`; null: it has none. */
  readonly sealedCredential: Buffer | null
}

/** Where the credential of a subscription belongs: bound to its row, so that it opens nowhere else (signing.md). */
export const credentialPlace = (accountId: string, subscription: string): string =>
  `${accountId}|subscriptions|${subscription}|sealed_credential|1`

type Row = Pick<Selectable<SubscriptionsTable>, 'headers' | 'auth' | 'sealed_credential'>

export const toAuth = ({ headers, auth, sealed_credential }: Row): SubscriptionAuth => ({
  headers: headers as SubscriptionAuth['headers'],
  auth: auth as Auth,
  sealedCredential: sealed_credential,
})

export const toAuthColumns = ({ headers, auth, sealedCredential }: SubscriptionAuth) => ({
  headers: JSON.stringify(headers),
  auth: JSON.stringify(auth),
  sealed_credential: sealedCredential,
})
