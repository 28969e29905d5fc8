import { existsSync } from 'node:fs'
import type { Config, ReadConfig, Secrets } from './config.js'
import { addKey, openKeyFile } from './crypto/key-file.js'
import { createLocalKeys, type KeyProvider } from './crypto/key-provider.js'
import { createSealer } from './crypto/seal.js'
import { connect, type Database } from './db/connect.js'
import { countSealed, type Rewrapped, rewrapAll, type SealedCount } from './db/rewrap.js'
import { findRunningPostgres } from './embedded/running-postgres.js'
import { StartError } from './embedded/start-error.js'

type Given = Pick<ReadConfig, 'config' | 'secrets'>

const keyFileOf = ({ dataDir }: Pick<Config, 'dataDir'>): string => `${dataDir}/sealing.key`
const toHex = (id: Buffer): string => id.toString('hex')

/** The keys of POSTHORN_SEALING_KEY, or else those of the file in the data directory, which is made when there is none. */
export async function openSealingKeys(
  config: Pick<Config, 'dataDir'>,
  { sealingKeys }: Pick<Secrets, 'sealingKeys'>,
): Promise<KeyProvider> {
  return createLocalKeys(sealingKeys ? () => sealingKeys : await openKeyFile(keyFileOf(config)))
}

/** Whether there are any: a look that makes none. */
export const hasSealingKeys = ({ config, secrets }: Given): boolean => secrets.sealingKeys !== undefined || existsSync(keyFileOf(config))

/** Adds a key to the file; returns the ids of all, the newest last. Throws a StartError when the keys are somewhere else. */
export async function addSealingKey({ config, secrets }: Given): Promise<readonly string[]> {
  if (secrets.sealingKeys)
    throw new StartError('The keys are in POSTHORN_SEALING_KEY: add one there, after a comma (openssl rand -base64 32)')
  await openSealingKeys(config, secrets)
  await addKey(keyFileOf(config))
  return (await openSealingKeys(config, secrets)).ids().map(toHex)
}

/** Puts everything that is sealed under the newest key. Throws a StartError when there is no database. */
export async function rewrapSealed(given: Given): Promise<{ readonly newest: string; readonly columns: readonly Rewrapped[] }> {
  const keys = await openSealingKeys(given.config, given.secrets)
  const newest = keys.newest()
  return withDatabase(given, async ({ query: db }) => {
    return { newest: toHex(newest), columns: await rewrapAll({ db, sealer: createSealer(keys), newest }) }
  })
}

/** One key, and how much of the database is under it. */
export interface KeyUse {
  /** Its id, in hexadecimal. */
  readonly key: string
  readonly state: 'newest' | 'needed' | 'not needed' | 'missing'
  readonly values: number
  /** Those that `posthorn keys rewrap` has something to do with. */
  readonly toRewrap: number
}

/** Which keys the database needs, the newest last; before them those that it needs and that are not there. Throws a StartError when there is no database. */
export async function findKeyUses(given: Given): Promise<readonly KeyUse[]> {
  const keys = await openSealingKeys(given.config, given.secrets)
  const counts = await withDatabase(given, ({ query: db }) => countSealed({ db, newest: keys.newest() }))
  return toKeyUses(counts, keys.ids().map(toHex))
}

function toKeyUses(counts: readonly SealedCount[], known: readonly string[]): KeyUse[] {
  const missing = counts.map(({ keyId }) => keyId).filter((id) => !known.includes(id))
  return [...new Set([...missing, ...known])].map((key) => {
    const ours = counts.filter(({ keyId }) => keyId === key)
    const values = sumOf(ours)
    const toRewrap = sumOf(ours.filter(({ current }) => !current))
    const other = values === 0 ? 'not needed' : known.includes(key) ? 'needed' : 'missing'
    return { key, values, toRewrap, state: key === known.at(-1) ? 'newest' : other }
  })
}

const sumOf = (counts: readonly SealedCount[]): number => counts.reduce((sum, { values }) => sum + values, 0)

/** The database of the node that is configured like this. */
async function withDatabase<T>({ config, secrets }: Given, use: (db: Database) => Promise<T>): Promise<T> {
  const connectionString = secrets.databaseUrl === '' ? await findRunningPostgres(config.dataDir) : secrets.databaseUrl
  if (connectionString === undefined)
    throw new StartError(`No embedded Postgres runs in ${config.dataDir}: start the node, or set DATABASE_URL`)
  const db = connect({ connectionString, poolMax: 1, onError: () => undefined })
  try {
    return await use(db)
  } finally {
    await db.close()
  }
}
