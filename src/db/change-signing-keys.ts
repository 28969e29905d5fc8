import { type Kysely, sql } from 'kysely'
import type { KeyChange } from '../domain/key-rotation.js'
import type { Schema } from './schema.js'

const change = (tx: Kysely<Schema>, kid: string) => tx.updateTable('signing_keys').where('kid', '=', kid)

/** Says from when on a `next` key signs, and for how long the one before it stays published; its place is locked. */
export async function scheduleKey(
  tx: Kysely<Schema>,
  kid: string,
  { at, retainSeconds }: { at: Date; retainSeconds: number },
): Promise<void> {
  await change(tx, kid).set({ activates_at: at, retain_seconds: retainSeconds }).execute()
}

/** Lets a key sign, the one before it no longer; its place is locked. */
export async function activateKey(tx: Kysely<Schema>, { kid, replaces, retiresAt }: KeyChange & { kind: 'activate' }): Promise<void> {
  if (replaces !== null)
    await change(tx, replaces)
      .set({ state: 'retiring', since: sql`now()`, retires_at: retiresAt })
      .execute()
  await change(tx, kid)
    .set({ state: 'active', since: sql`now()`, activates_at: null })
    .execute()
}

/** Takes a key out of the JWKS for good and forgets its private half; its place is locked. */
export async function endKey(tx: Kysely<Schema>, kid: string, state: 'retired' | 'revoked'): Promise<void> {
  await change(tx, kid)
    .set({ state, since: sql`now()`, sealed: null, activates_at: null, retires_at: null })
    .execute()
}
