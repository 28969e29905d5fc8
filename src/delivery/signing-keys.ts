import { LRUCache } from 'lru-cache'
import type { Sealer } from '../crypto/seal.js'
import { type JwsAlgorithm, type SigningKey, signingKeyFromPkcs8 } from '../crypto/signing-key.js'
import { rootAccountId } from '../db/bootstrap.js'
import type { Database } from '../db/connect.js'
import {
  findOwnSigner,
  findSigner,
  isPublishedKey,
  noteKeyUse,
  readKeyEpoch,
  type SealedKey,
  type SignerOf,
} from '../db/load-signing-keys.js'
import { ensureRootKey } from '../db/root-signing-key.js'
import { signingKeyPlace } from '../db/secret-place.js'

export interface SigningKeys {
  /**
   * What signs now for the subscriptions of an account: its own key or that of the nearest account above. A change holds for
   * whoever asks 1 s later. Throws when the database is away.
   */
  current(accountId: string, environment: 'test' | 'live', alg: JwsAlgorithm): Promise<SigningKey>
  /**
   * The key of the account itself, for what says who it is: with a key of an account above, every account below that one could
   * say the same. Undefined when it has none. Throws when the database is away.
   */
  own(accountId: string, environment: 'test' | 'live', alg: JwsAlgorithm): Promise<SigningKey | undefined>
  /** Whether a key can still be had from the account's JWKS: it has neither been revoked nor retired, nor the account moved away. As fresh as `current`. */
  isPublished(accountId: string, kid: string): Promise<boolean>
}

export interface SigningKeysDeps {
  readonly db: Database
  readonly sealer: Sealer
  /** Most accounts, by environment and algorithm, whose key is remembered. */
  readonly max: number
  readonly onFault: (work: string, error: unknown) => void
}

const FRESH_MS = 1_000
/** A use is noted once in this time: not one write for each message. */
const NOTED_MS = 60_000

/** Keys that sign, opened once each: while no key changes, one small query a second for all accounts together, and only while somebody asks. */
export function createSigningKeys(deps: SigningKeysDeps): SigningKeys {
  const { db, max } = deps
  const signers = new LRUCache<string, Promise<SigningKey>>({ max })
  const opened = new LRUCache<string, SigningKey>({ max })
  const published = new LRUCache<string, Promise<boolean>>({ max })
  const noteUse = createNoteUse(deps)
  const refreshed = createRefresh(
    () => readKeyEpoch(db),
    () => {
      signers.clear()
      published.clear()
    },
  )
  const open = (row: SealedKey, alg: JwsAlgorithm): SigningKey => {
    const key = opened.get(row.kid) ?? signingKeyFromPkcs8(alg, deps.sealer.open(row.sealed, signingKeyPlace(row.accountId, row.kid)))
    opened.set(row.kid, key)
    return key
  }
  const load = (of: SignerOf): Promise<SigningKey> => findOrMake(deps, of).then((row) => open(row, of.alg))
  return {
    async current(accountId, environment, alg) {
      await refreshed()
      const name = `${environment} ${alg} ${accountId}`
      const key = await (signers.get(name) ?? remember(signers, name, load({ accountId, environment, alg })))
      noteUse(key)
      return key
    },
    async own(accountId, environment, alg) {
      const row = await findOwn(deps, { accountId, environment, alg })
      const key = row && open(row, alg)
      if (key) noteUse(key)
      return key
    },
    async isPublished(accountId, kid) {
      await refreshed()
      const name = `${accountId} ${kid}`
      return published.get(name) ?? remember(published, name, isPublishedKey(db, accountId, kid))
    },
  }
}

function createNoteUse({ db, max, onFault }: SigningKeysDeps): (key: SigningKey) => void {
  const noted = new LRUCache<string, true>({ max, ttl: NOTED_MS })
  return ({ kid }) => {
    if (noted.has(kid)) return
    noted.set(kid, true)
    noteKeyUse(db, kid).catch((error: unknown) => {
      onFault('use of a signing key', error)
    })
  }
}

/** From when it is asked for: what is read before a change is forgotten with what was there before. A failure is not remembered. */
function remember<V>(cache: LRUCache<string, Promise<V>>, name: string, loading: Promise<V>): Promise<V> {
  cache.set(name, loading)
  loading.catch(() => {
    if (cache.peek(name) === loading) cache.delete(name)
  })
  return loading
}

/** Asks again once what it was told is a second old; all who ask meanwhile wait for the same answer. */
function createRefresh(read: () => Promise<string>, onChange: () => void): () => Promise<void> {
  const state: { epoch?: string; askedAt: number; asking?: Promise<void> | undefined } = { askedAt: -FRESH_MS }
  const ask = async (): Promise<void> => {
    const askedAt = performance.now()
    const epoch = await read()
    if (epoch !== state.epoch) onChange()
    Object.assign(state, { epoch, askedAt })
  }
  return async () => {
    if (performance.now() - state.askedAt < FRESH_MS) return
    state.asking ??= ask().finally(() => {
      state.asking = undefined
    })
    await state.asking
  }
}

async function findOrMake({ db, sealer }: SigningKeysDeps, of: SignerOf): Promise<SealedKey> {
  const found = await findSigner(db, of)
  if (found) return found
  await ensureRootKey(db, sealer, of)
  const made = await findSigner(db, of)
  if (!made) throw new Error(`nothing signs for account ${of.accountId}: there is no such account`)
  return made
}

/** The account above all others has one as soon as it is needed. */
async function findOwn({ db, sealer }: SigningKeysDeps, of: SignerOf): Promise<SealedKey | undefined> {
  const found = await findOwnSigner(db, of)
  if (found || of.accountId !== rootAccountId) return found
  await ensureRootKey(db, sealer, of)
  return findOwnSigner(db, of)
}
