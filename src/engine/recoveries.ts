import { type Client, WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/client'
import type { Database } from '../db/connect.js'
import { markRecovered } from '../db/mark-failing.js'
import {
  exhaustHeld,
  findStalledRecoveries,
  lastRetryAfter,
  loadRecovering,
  oldestHeld,
  planProbe,
  type Recovering,
} from '../db/recovery.js'
import type { Decision } from '../domain/deliver-types.js'
import { nextBatch, probeDelayMs, spanSeconds } from '../domain/recovery.js'
import type { AfterTurn, RecoveryActivities, RecoveryInput } from '../domain/recovery-types.js'
import { parseRetryAfter } from '../domain/retry-after.js'
import { recoveryOf } from '../delivery/standing.js'
import { recoveryChanged } from '../workflows/messages.js'
import type { recover } from '../workflows/recover.js'
import { keywordPairs } from '../workflows/search-attributes.js'
import type { AttemptsUnderWay } from './under-way.js'

export interface Recoveries extends RecoveryActivities {
  /** Starts the recovery of a failing subscription, or tells it to look now, at this notification first. Never rejects: what Temporal has not heard is swept. */
  tell(subscription: { readonly id: string; readonly account: string }, first?: string): Promise<void>
  /** Tells those that have not been looked at for long. Throws while Postgres is away. */
  readonly sweep: () => Promise<void>
}

export interface RecoveriesDeps {
  readonly db: Database
  readonly nodeId: string
  readonly client: () => Client
  readonly taskQueue: string
  readonly ahead: AttemptsUnderWay['ahead']
  readonly random: () => number
  /** What the times of schedules are multiplied by. */
  readonly factor: number
  readonly onFault: (work: string, error: unknown) => void
}

/** A Temporal that does not answer must not keep a sweep waiting. */
const DEADLINE_MS = 10_000
const PAGE = 100
/** Until it is looked for something to probe with again, at first. */
const NOTHING_MS = 5_000
const NOTHING_MOST_MS = 60_000

/** The recovery of endpoints that fail: one workflow each, however much waits for it. */
export function createRecoveries(deps: RecoveriesDeps): Recoveries {
  const tell: Recoveries['tell'] = (subscription, first) =>
    wake(deps, subscription, first).catch((error: unknown) => {
      deps.onFault('tell recovery', error)
    })
  return {
    tell,
    async sweep() {
      for (const stalled of await findStalledRecoveries(deps.db, PAGE)) await tell(stalled)
    },
    async recoverTurn(input) {
      const recovering = await loadRecovering(deps.db, input.subscription)
      if (!recovering) return { kind: 'ended' }
      const waitMs = (recovering.nextProbeAt?.getTime() ?? 0) - Date.now()
      const isProbe = input.batch === 0
      if (isProbe && waitMs > 0 && input.first === undefined) return goOn(0, waitMs, 'until the next probe')
      return isProbe ? probe(deps, recovering, input) : drain(deps, recovering, input)
    },
  }
}

const goOn = (batch: number, delayMs: number, note: string): AfterTurn => ({ kind: 'go-on', batch, delayMs, note })

async function probe(deps: RecoveriesDeps, recovering: Recovering, { first }: RecoveryInput): Promise<AfterTurn> {
  const { db, factor } = deps
  const { id, schedule, deadlineSeconds } = recovering
  const deadline = deadlineSeconds === null ? null : deadlineSeconds * factor
  await exhaustHeld(db, id, { spanSeconds: spanSeconds(schedule) * factor, deadlineSeconds: deadline })
  const wanted = first === undefined ? [] : await oldestHeld(db, id, { limit: 1, first })
  const [one] = wanted.length > 0 ? wanted : await oldestHeld(db, id, { limit: 1 })
  if (!one) return waitForOne(deps, recovering)
  const confirmed = await attempt(deps, recovering, [one])
  if (confirmed > 0) return goOn(nextBatch({ batch: 1, confirmed, attempted: 1, tookMs: 0 }), 0, 'drains')
  const probes = recovering.probes + 1
  const retryAfterMs = parseRetryAfter(await lastRetryAfter(db, one.id), new Date())
  const delayMs = probeDelayMs(schedule, { probes, retryAfterMs, random: deps.random(), factor })
  await planProbe(db, id, { at: new Date(Date.now() + delayMs), probes })
  return goOn(0, delayMs, `probe ${String(probes + 1)}`)
}

/** Nothing is owed to it: the first that is published is the next probe. */
async function waitForOne({ db }: RecoveriesDeps, { id, probes, nextProbeAt }: Recovering): Promise<AfterTurn> {
  const delayMs = Math.min(NOTHING_MOST_MS, NOTHING_MS * 2 ** Math.min(10, probes))
  await planProbe(db, id, { at: new Date(Date.now() + delayMs), probes: nextProbeAt === null ? probes : probes + 1 })
  return goOn(0, delayMs, 'nothing to probe with')
}

async function drain(deps: RecoveriesDeps, recovering: Recovering, { batch }: RecoveryInput): Promise<AfterTurn> {
  const { db, nodeId } = deps
  const { id, failingSince } = recovering
  const due = await oldestHeld(db, id, { limit: batch })
  const startedAt = Date.now()
  const confirmed = await attempt(deps, recovering, due)
  if (due.length < batch && confirmed === due.length) {
    await markRecovered(db, { id, since: failingSince }, nodeId)
    return { kind: 'ended' }
  }
  const next = nextBatch({ batch, confirmed, attempted: due.length, tookMs: Date.now() - startedAt })
  // The sweep sees that it goes on.
  await planProbe(db, id, { at: new Date(), probes: 0 })
  return goOn(next, 0, 'drains')
}

/** How many of them were confirmed. */
async function attempt(deps: RecoveriesDeps, { id }: Recovering, due: readonly { id: string; attempts: number }[]): Promise<number> {
  const owner = recoveryOf(id)
  const decisions = await Promise.all(
    due.map(({ id: notification, attempts }): Promise<Decision> => deps.ahead({ notification, number: attempts + 1 }, owner)),
  )
  return decisions.filter(({ kind }) => kind === 'delivered').length
}

async function wake(
  { client: clientOf, taskQueue }: RecoveriesDeps,
  { id, account }: { id: string; account: string },
  first?: string,
): Promise<void> {
  const client = clientOf()
  await client.withDeadline(Date.now() + DEADLINE_MS, () =>
    client.workflow.signalWithStart<typeof recover, [string?]>('recover', {
      taskQueue,
      workflowId: recoveryOf(id),
      args: [{ subscription: id, batch: 0 }],
      signal: recoveryChanged,
      signalArgs: first === undefined ? [] : [first],
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      staticSummary: `recovery of ${id}`,
      typedSearchAttributes: keywordPairs({ account, subscription: id }),
    }),
  )
}
