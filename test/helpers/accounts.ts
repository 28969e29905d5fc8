import { type Client, createClient } from '../../src/client/client.js'
import { hashApiKey, newApiKey } from '../../src/crypto/api-keys.js'
import type { Posthorn } from './posthorn.js'

/** Accounts in the order of planting, each with the one above it. */
export async function plantAccounts(
  { query }: Pick<Posthorn, 'query'>,
  tree: readonly (readonly [id: string, parent: string])[],
): Promise<void> {
  for (const [id, parent] of tree)
    await query(`insert into accounts (id, parent_id, kind, name) values ($1, $2, 'reseller', $1)`, [id, parent])
}

/** A key of an account, and a client that uses it. */
export async function keyOf(
  { query, baseUrl }: Pick<Posthorn, 'query' | 'baseUrl'>,
  account: string,
  environment: 'test' | 'live' = 'live',
): Promise<{ id: string; client: Client }> {
  const { id, key } = newApiKey(environment)
  await query('insert into api_keys (id, account_id, name, environment, hash) values ($1, $2, $3, $4, $5)', [
    id,
    account,
    'test',
    environment,
    hashApiKey(key),
  ])
  return { id, client: createClient({ baseUrl, apiKey: key }) }
}
