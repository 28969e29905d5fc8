import { type Kysely, sql } from 'kysely'
import type { OwedRow, Place } from './load-owed.js'
import type { Schema } from './schema.js'

/** An open notification of an earlier event of the same resource. */
export interface Earlier {
  readonly sequence: number
  readonly createdAt: Date
}

/** The last of those that a notification waits for; undefined when there is none, or they were published too long ago. */
export async function findEarlier(
  query: Kysely<Schema>,
  { accountId, subscription }: Pick<OwedRow, 'accountId' | 'subscription'>,
  { account, environment, resource, sequence, waitSeconds }: Place,
): Promise<Earlier | undefined> {
  const { rows } = await sql<{ sequence: string; createdAt: Date }>`
    select e.sequence, e.created_at as "createdAt"
    from events e
    join notifications n on n.account_id = ${accountId} and n.event_id = e.id and n.subscription_id = ${subscription}
      and coalesce(n.event_account_id, n.account_id) = e.account_id
    where e.account_id = ${account} and e.environment = ${environment} and e.resource = ${resource} and e.sequence < ${sequence}
      and e.created_at > now() - make_interval(secs => ${waitSeconds}) and n.state in ('pending', 'retrying', 'held')
    order by e.sequence desc limit 1`.execute(query)
  const [row] = rows
  return row && { ...row, sequence: Number(row.sequence) }
}
