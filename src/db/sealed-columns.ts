import { changePlace } from './change-requests.js'
import { secretPlace, signingKeyPlace } from './secret-place.js'
import { credentialPlace } from './subscription-auth.js'
import { clientKeyPlace } from './subscription-tls.js'

export interface SealedColumn {
  readonly table: string
  readonly column: string
  /** Its primary key. */
  readonly key: string
  /** Where a value belongs: it opens nowhere else. */
  readonly place: (account: string, row: string) => string
}

const clientKey = (column: Parameters<typeof clientKeyPlace>[2]): SealedColumn => ({
  table: 'subscriptions',
  column,
  key: 'id',
  place: (account, id) => clientKeyPlace(account, id, column),
})

/** Everything in the database that is sealed. A test makes sure that no column is missing. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'subscription_secrets', column: 'sealed', key: 'id', place: secretPlace },
  { table: 'subscriptions', column: 'sealed_credential', key: 'id', place: credentialPlace },
  clientKey('sealed_client_key'),
  clientKey('sealed_requested_key'),
  { table: 'signing_keys', column: 'sealed', key: 'kid', place: signingKeyPlace },
  { table: 'change_requests', column: 'sealed_ask', key: 'id', place: (account, id) => changePlace(account, id, 'ask') },
  { table: 'change_requests', column: 'sealed_differences', key: 'id', place: (account, id) => changePlace(account, id, 'differences') },
]

export const nameOfColumn = ({ table, column }: SealedColumn): string => `${table}.${column}`
