import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.js'

export interface NewSecret {
  readonly id: string
  readonly subscriptionId: string
  readonly accountId: string
  /** Sealed for `secretPlace(accountId, id)`. */
  readonly sealed: Buffer
}

/** A signing secret as the API shows it: never its value. `expiresAt` is null for the current one. */
export interface SecretInfo {
  readonly id: string
  readonly createdAt: string
  readonly expiresAt: string | null
}

export async function insertSecret(query: Kysely<Schema>, { id, subscriptionId, accountId, sealed }: NewSecret): Promise<void> {
  await query
    .insertInto('subscription_secrets')
    .values({ id, subscription_id: subscriptionId, account_id: accountId, sealed, expires_at: null })
    .execute()
}

/** Lets the subscription's secrets sign for at most so many seconds more; those that end sooner still do. */
export async function retireSecrets(
  query: Kysely<Schema>,
  subscription: { id: string; accountId: string },
  overlapSeconds: number,
): Promise<void> {
  await query
    .updateTable('subscription_secrets')
    .set({ expires_at: sql<Date>`least(expires_at, now() + make_interval(secs => ${overlapSeconds}))` })
    .where('subscription_id', '=', subscription.id)
    .where('account_id', '=', subscription.accountId)
    .execute()
}

/** A subscription's secrets that sign now, the current one first, as one JSON value. */
export const signingSecrets = sql<SecretRow[]>`coalesce((
  select json_agg(json_build_object('id', k.id, 'createdAt', k.created_at, 'expiresAt', k.expires_at) order by k.expires_at desc nulls first, k.id desc)
  from subscription_secrets k
  where k.subscription_id = s.id and k.account_id = s.account_id and (k.expires_at is null or k.expires_at > now())), '[]'::json)`

export type SecretRow = SecretInfo

/** JSON has Postgres' own spelling of an instant. */
export function toSecretInfo({ id, createdAt, expiresAt }: SecretRow): SecretInfo {
  return { id, createdAt: new Date(createdAt).toISOString(), expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString() }
}
