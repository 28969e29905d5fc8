import { type Client, WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/client'
import type { Kysely } from 'kysely'
import type { Sealer } from '../crypto/seal.js'
import type { PublicJwk } from '../crypto/signing-key.js'
import { writeAudit } from '../db/audit.js'
import { rootAccountId } from '../db/bootstrap.js'
import { activateKey, endKey } from '../db/change-signing-keys.js'
import type { Database } from '../db/connect.js'
import { findOverdueKeys, type KeySetOf, loadPublishedKeys } from '../db/load-signing-keys.js'
import { ensureRootKey } from '../db/root-signing-key.js'
import type { Schema } from '../db/schema.js'
import { lockKeys, openKeys } from '../db/signing-keys.js'
import { asTenant } from '../db/tenant.js'
import { decideKeyChanges, type KeyChange, nextKeyChangeAt } from '../domain/key-rotation.js'
import type { KeyPlace, KeyRotationActivities } from '../domain/key-rotation-types.js'
import { keysChanged } from '../workflows/messages.js'
import type { rotateKeys } from '../workflows/rotate-keys.js'
import { keywordPairs } from '../workflows/search-attributes.js'
import { repeat } from './repeat.js'

export interface KeyRotationsDeps {
  readonly db: Database
  readonly sealer: Sealer
  readonly temporal: { readonly client: () => Client; readonly connected: boolean }
  readonly taskQueue: string
  /** What all times are multiplied by. */
  readonly factor: number
  readonly onFault: (work: string, error: unknown) => void
}

export interface KeyRotations extends KeyRotationActivities {
  readonly factor: number
  /** Starts the workflow of these keys, or tells it that their rows have changed. Never rejects: what Temporal has not heard is swept. */
  tell(place: KeyPlace): Promise<void>
  /** What a JWKS of an account says; undefined when there is no such account. */
  published(of: KeySetOf): Promise<PublicJwk[] | undefined>
  /** Begins to look for changes that should have been made. */
  readonly start: () => void
  stop(): Promise<void>
}

/** A Temporal that does not answer must not keep anybody waiting. */
const DEADLINE_MS = 10_000
const SWEEP_MS = 5_000
const PAGE = 100

/** Rotations of keys: when what is to be done is in the rows, and a durable workflow for each place does it then. */
export function createKeyRotations(deps: KeyRotationsDeps): KeyRotations {
  const { db, factor } = deps
  let sweeping: ReturnType<typeof repeat> | undefined
  const tell = (place: KeyPlace): Promise<void> =>
    wake(deps, place).catch((error: unknown) => {
      deps.onFault('tell key rotation', error)
    })
  const sweep = async (): Promise<void> => {
    if (!deps.temporal.connected) return
    const overdue = await findOverdueKeys(db, PAGE).catch((error: unknown) => {
      deps.onFault('overdue key rotations', error)
      return []
    })
    for (const place of overdue) await tell(place)
  }
  return {
    factor,
    tell,
    changeKeys: (place) => changeKeys(deps, place),
    published: (of) => published(deps, of),
    start() {
      sweeping ??= repeat(sweep, SWEEP_MS)
    },
    async stop() {
      await sweeping?.stop()
    },
  }
}

async function wake({ temporal, taskQueue }: KeyRotationsDeps, place: KeyPlace): Promise<void> {
  const { account, environment, alg } = place
  const client = temporal.client()
  await client.withDeadline(Date.now() + DEADLINE_MS, () =>
    client.workflow.signalWithStart<typeof rotateKeys>('rotateKeys', {
      taskQueue,
      workflowId: `rotate_keys_${account}_${environment}_${alg}`,
      args: [{ account, environment, alg }],
      signal: keysChanged,
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      staticSummary: `signing keys ${environment} ${alg}`,
      typedSearchAttributes: keywordPairs({ account }),
    }),
  )
}

async function changeKeys({ db, factor }: KeyRotationsDeps, place: KeyPlace): Promise<{ nextInMs: number | null }> {
  return asTenant(db, { accountId: place.account }, async (tx) => {
    await lockKeys(tx, place)
    const keys = await openKeys(tx, place)
    const changes = decideKeyChanges(keys, { now: new Date(), factor })
    for (const change of changes) await apply(tx, place, change)
    const next = nextKeyChangeAt(changes.length === 0 ? keys : await openKeys(tx, place))
    return { nextInMs: next && Math.max(0, next.getTime() - Date.now()) }
  })
}

async function apply(tx: Kysely<Schema>, { account }: KeyPlace, change: KeyChange): Promise<void> {
  const { kid, kind } = change
  if (kind === 'activate') await activateKey(tx, change)
  else await endKey(tx, kid, 'retired')
  const told = kind === 'activate' ? activated(change) : { before: { state: 'retiring' }, after: { state: 'retired' } }
  await writeAudit(tx, { ...byTheRotation, account, action: `signing-key.${kind}`, target: kid, ...told })
}

const activated = ({ replaces, retiresAt }: KeyChange & { kind: 'activate' }) => ({
  before: { state: 'next' },
  after: { state: 'active', replaces, ...(replaces !== null && { retiresAt: retiresAt.toISOString() }) },
})

const byTheRotation = { actor: { kind: 'node', id: 'key-rotation' }, reason: null, sourceAddress: null, requestId: null } as const

/** A receiver may ask before the first message is signed: the key that will sign it is there then. */
async function published({ db, sealer }: KeyRotationsDeps, of: KeySetOf): Promise<PublicJwk[] | undefined> {
  const keys = await loadPublishedKeys(db, of)
  if (keys?.length !== 0 || (of.ownOnly && of.account !== rootAccountId)) return keys
  await ensureRootKey(db, sealer, { environment: of.environment, alg: 'ES256' })
  return loadPublishedKeys(db, of)
}
