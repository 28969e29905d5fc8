import type { Selectable } from 'kysely'
import type { SubscriptionsTable } from './subscription-tables.js'

/** Which accounts of the scope; a list that is left out narrows nothing. */
export interface AccountLists {
  readonly include?: string[] | undefined
  readonly exclude?: string[] | undefined
}

type Row = Pick<Selectable<SubscriptionsTable>, 'include_accounts' | 'exclude_accounts'>

export function toAccountLists({ include_accounts: include, exclude_accounts: exclude }: Row): AccountLists | null {
  if (include === null && exclude.length === 0) return null
  return { ...(include && { include }), ...(exclude.length > 0 && { exclude }) }
}
