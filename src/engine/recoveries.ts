import { type Client, WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/client'
import type { Database } from '../db/connect.js'
import { markRecovered } from '../db/mark-failing.js'
import { exhaustHeld, findStalledRecoveries, lastAnswers, loadRecovering, oldestHeld, planProbe, type Recovering } from '../db/recovery.js'
import { askedWaitMs, type Asking } from '../domain/decide.js'
import { isOfTheMessages, nextBatch, probeDelayMs, spanSeconds } from '../domain/recovery.js'
import type { AfterTurn, RecoveryActivities, RecoveryInput } from '../domain/recovery-types.js'
import { recoveryOf } from '../delivery/standing.js'
import { recoveryChanged } from '../workflows/messages.js'
import type { recover } from '../workflows/recover.js'
import { keywordPairs } from '../workflows/search-attributes.js'
import { attemptHeld, type AttemptHeldDeps, type Held, type Went } from './attempt-held.js'

export interface Recoveries extends RecoveryActivities {
  /** Starts the recovery of a failing subscription, or tells it to look now, at this notification first. Never rejects: what Temporal has not heard is swept. */
  tell(subscription: { readonly id: string; readonly account: string }, first?: string): Promise<void>
  /** Tells those that have not been looked at for long. Throws while Postgres is away. */
  readonly sweep: () => Promise<void>
}

export interface RecoveriesDeps extends AttemptHeldDeps {
  readonly db: Database
  readonly nodeId: string
  readonly client: () => Client
  readonly taskQueue: string
  readonly random: () => number
  /** What the times of schedules are multiplied by. */
  readonly factor: number
}

/** A Temporal that does not answer must not keep a sweep waiting. */
const DEADLINE_MS = 10_000
const PAGE = 100
/** Until it is looked for something to probe with again, at first. */
const NOTHING_MS = 5_000
const NOTHING_MOST_MS = 60_000
/** Until it is looked at again whatever the receiver asks for: what is held ends meanwhile. */
const LOOK_AGAIN_MS = 300_000
/** The longest between two probes, twice. */
const UNATTEMPTED_SECONDS = 600

/** The recovery of endpoints that fail: one workflow each, however much waits for it. */
export function createRecoveries(deps: RecoveriesDeps): Recoveries {
  return {
    async tell(subscription, first) {
      await isTold(deps, subscription, first)
    },
    async sweep() {
      // A Temporal that does not answer one is not waited for with each of the others.
      for (const stalled of await findStalledRecoveries(deps.db, PAGE)) if (!(await isTold(deps, stalled))) return
    },
    async recoverTurn(input) {
      const recovering = await loadRecovering(deps.db, input.subscription)
      if (!recovering) return { kind: 'ended' }
      const waitMs = (recovering.nextProbeAt?.getTime() ?? 0) - Date.now()
      const { batch, first, after } = input
      if (waitMs > 0 && first === undefined) {
        await endHeld(deps, recovering)
        return goOn({ batch, delayMs: waitMs, note: 'until the next probe', after })
      }
      if (batch === 0) return probe(deps, recovering, input)
      return first === undefined ? drain(deps, recovering, input) : retryNow(deps, input)
    },
  }
}

const isTold = (deps: RecoveriesDeps, subscription: { id: string; account: string }, first?: string): Promise<boolean> =>
  wake(deps, subscription, first).then(
    () => true,
    (error: unknown) => {
      deps.onFault('tell recovery', error)
      return false
    },
  )

interface Next {
  readonly batch: number
  readonly delayMs: number
  readonly note: string
  readonly after?: string | undefined
}

const goOn = ({ batch, delayMs, note, after }: Next): AfterTurn => ({
  kind: 'go-on',
  batch,
  delayMs: Math.min(delayMs, LOOK_AGAIN_MS),
  note,
  ...(after !== undefined && { after }),
})

async function probe(deps: RecoveriesDeps, recovering: Recovering, input: RecoveryInput): Promise<AfterTurn> {
  const { db } = deps
  const { id } = recovering
  await endHeld(deps, recovering)
  const [one, oldest] = await toProbe(db, input)
  if (!one) return waitForOne(deps, recovering)
  const its = await attemptHeld(deps, id, [one])
  const went = its.tried === 0 && oldest ? await attemptHeld(deps, id, [oldest]) : its
  const passed = went.confirmed > 0 ? went.last : its.last
  const after = one.id === input.first ? input.after : passed
  if (went.confirmed > 0) {
    await planProbe(db, id, { at: new Date(), probes: 0 })
    return goOn({ batch: nextBatch({ ...went, batch: 1, attempted: 1, tookMs: 0 }), delayMs: 0, note: 'drains', after })
  }
  return probeLater(deps, recovering, { probes: recovering.probes + 1, answers: await answersOf(db, went), after })
}

/** Ends what has been held for as long as it may be. */
const endHeld = ({ db, factor }: RecoveriesDeps, { id, schedule, deadlineSeconds }: Recovering): Promise<void> =>
  exhaustHeld(db, id, {
    spanSeconds: spanSeconds(schedule) * factor,
    deadlineSeconds: deadlineSeconds === null ? null : deadlineSeconds * factor,
    unattemptedSeconds: UNATTEMPTED_SECONDS * factor,
  })

/** The one that is wanted; otherwise the next of those held, and the oldest should that one have to wait behind another. */
async function toProbe(db: Database, { subscription, first, after }: RecoveryInput): Promise<Held[]> {
  const wanted = first === undefined ? [] : await oldestHeld(db, subscription, { limit: 1, first })
  if (wanted.length > 0) return wanted
  const next = after === undefined ? [] : await oldestHeld(db, subscription, { limit: 1, after })
  return [...next, ...(await oldestHeld(db, subscription, { limit: 1 }))]
}

interface Failed {
  readonly probes: number
  readonly answers: readonly Asking[]
  readonly after: string | undefined
}

async function probeLater(deps: RecoveriesDeps, { id, schedule }: Recovering, { probes, answers, after }: Failed): Promise<AfterTurn> {
  const { db, random, factor } = deps
  const retryAfterMs = askedWaitMs(answers, new Date())
  const delayMs = probeDelayMs(schedule, { probes, retryAfterMs, random: random(), factor })
  await planProbe(db, id, { at: new Date(Date.now() + delayMs), probes })
  return goOn({ batch: 0, delayMs, note: `probe ${String(probes + 1)}`, after })
}

/** What the receiver answered to those that it refused. */
const answersOf = async (db: Database, { refused }: Went): Promise<readonly Asking[]> =>
  refused.length === 0 ? [] : lastAnswers(db, refused)

/** Nothing is owed to it: the first that is published is the next probe. */
async function waitForOne({ db, factor }: RecoveriesDeps, { id, probes, nextProbeAt, deadlineSeconds }: Recovering): Promise<AfterTurn> {
  // What is published meanwhile must not end before it is looked at.
  const mostMs = Math.min(NOTHING_MOST_MS, deadlineSeconds === null ? Infinity : deadlineSeconds * factor * 500)
  const delayMs = Math.min(mostMs, NOTHING_MS * 2 ** Math.min(10, probes))
  await planProbe(db, id, { at: new Date(Date.now() + delayMs), probes: nextProbeAt === null ? probes : probes + 1 })
  return goOn({ batch: 0, delayMs, note: 'nothing to probe with' })
}

/** Before the others, and whatever comes of it: the receiver drains. */
async function retryNow(deps: RecoveriesDeps, { subscription, batch, first, after }: RecoveryInput): Promise<AfterTurn> {
  await attemptHeld(deps, subscription, await oldestHeld(deps.db, subscription, { limit: 1, first }))
  return goOn({ batch, delayMs: 0, note: 'drains', after })
}

async function drain(deps: RecoveriesDeps, recovering: Recovering, { batch, after }: RecoveryInput): Promise<AfterTurn> {
  const { db, nodeId } = deps
  const { id, failingSince } = recovering
  const due = await oldestHeld(db, id, { limit: batch, after })
  const startedAt = Date.now()
  const went = await attemptHeld(deps, id, due)
  const last = went.last ?? after
  const answers = await answersOf(db, went)
  const isOver = due.length < batch && went.last === due.at(-1)?.id
  if (failsAgain(went, answers, isOver)) return probeLater(deps, recovering, { probes: 1, answers, after: last })
  if (isOver) {
    // What was refused goes on by its own schedule: the endpoint itself confirms.
    await markRecovered(db, { id, since: failingSince }, nodeId)
    return { kind: 'ended' }
  }
  const next = went.tried === 0 ? batch : nextBatch({ ...went, batch, attempted: went.asked, tookMs: Date.now() - startedAt })
  const delayMs = askedWaitMs(answers, new Date()) ?? 0
  // The sweep sees that it goes on.
  await planProbe(db, id, { at: new Date(Date.now() + delayMs), probes: 0 })
  return goOn({ batch: next, delayMs, note: 'drains', after: last })
}

/** Nothing was confirmed. Of the endpoint that says nothing when only such are left as it refuses for what they are. */
const failsAgain = ({ tried, confirmed }: Went, answers: readonly Asking[], isOver: boolean): boolean =>
  tried > 0 && confirmed === 0 && !(isOver && isOfTheMessages(answers.map(({ status }) => status)))

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
