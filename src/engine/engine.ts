import type { Activities } from '../activities/activities.js'
import { createNewId, type NewId } from '../crypto/ids.js'
import type { Sealer } from '../crypto/seal.js'
import type { Database } from '../db/connect.js'
import { loadOwed } from '../db/load-owed.js'
import { endLease } from '../db/nodes.js'
import type { OwnEvent } from '../db/own-events.js'
import { isDataFault } from '../db/statement.js'
import type { Post } from '../delivery/post.js'
import type { RecordDeps } from '../delivery/record.js'
import type { KeyRotationActivities } from '../domain/key-rotation-types.js'
import type { RecoveryActivities } from '../domain/recovery-types.js'
import type { ReplayActivities } from '../domain/replay-types.js'
import type { RetentionCounts } from '../domain/retention.js'
import type { RetentionActivities } from '../domain/retention-types.js'
import { type AttemptLimits, createAttempts } from './attempts.js'
import type { CheckEndpoint } from './check-endpoint.js'
import type { TryEndpoint } from './try-endpoint.js'
import { type BulkReplays, createBulkReplays } from './bulk-replay.js'
import { createKeyRotations, type KeyRotations } from './key-rotations.js'
import { createLifecycle, type LifecycleOptions } from './lifecycle.js'
import { createFailures } from './failures.js'
import { createLiveNodes } from './live-nodes.js'
import { createMatcher } from './matcher.js'
import { createOver } from './over.js'
import { createPublish, type Publish } from './publish.js'
import { createRecoveries, type Recoveries } from './recoveries.js'
import { createRelay, type Relay } from './relay.js'
import { createRetention, type Retention, type RetentionOptions } from './retention.js'
import { createUntold } from './untold.js'
import { createUnsure } from './unsure.js'
import { createStarter, type Starter, type StartRequest } from './starter.js'
import { createSteering, type Steering } from './steering.js'
import { createWake } from './wake.js'
import { createTemporalLink, TASK_QUEUE, type TemporalLink } from './worker.js'
import { createWorkflowStarts } from './workflow-starts.js'
import type { TemporalAccess } from './temporal.js'

export interface EngineOptions {
  readonly node: { readonly id: string; readonly name: string }
  readonly temporal: TemporalAccess & { readonly uiUrl: string | null }
  readonly bundlePath: string
  /** Whom tokens are from: where Posthorn is. */
  readonly issuer: string
  readonly works: boolean
  readonly startsInFlight: number
  readonly batchMax: number
  readonly attemptAhead: boolean
  readonly ownWorkflowAfterMs: number
  readonly scheduleFactor: number
  readonly limits: AttemptLimits
  readonly lifecycle: LifecycleOptions
  readonly retention: RetentionOptions
}

/** What the engine tells as it happens: for the log and the metrics. */
export interface EngineEvents {
  readonly published: (result: 'new' | 'duplicate' | 'conflict', seconds?: number) => void
  readonly recorded: RecordDeps['onRecorded']
  readonly started: (started: { members: number; eager: boolean }) => void
  readonly startFault: (error: unknown) => void
  readonly repaired: (found: { id: string; workflowId: string | null }) => void
  /** An event about an endpoint was published. */
  readonly told: (event: OwnEvent) => void
  readonly oldestDue: (oldest: Date | undefined) => void
  /** A batch of what is not to be kept any longer is gone. */
  readonly removed: (removed: RetentionCounts) => void
  /** For how long the oldest of what retention is to remove has been so. */
  readonly retentionOverdue: (seconds: number) => void
  readonly fault: (work: string, error: unknown) => void
}

export interface EngineDeps {
  readonly db: Database
  readonly sealer: Sealer
  readonly post: Post
  readonly events: EngineEvents
  readonly createActivities: (from: {
    attemptDue: Attempts['attemptDue']
    requestCancel: (workflowId: string, runId: string) => Promise<void>
    replays: ReplayActivities
    retention: RetentionActivities
    keyRotations: KeyRotationActivities
    recoveries: RecoveryActivities
  }) => Activities
}
type Attempts = ReturnType<typeof createAttempts>['underWay']

export interface Engine {
  readonly publish: Publish
  readonly steering: Steering
  /** Undefined where nothing is delivered: such a node dials nobody. */
  readonly check: CheckEndpoint | undefined
  /** The same. */
  readonly tryOut: TryEndpoint | undefined
  readonly replays: Pick<BulkReplays, 'tell'>
  readonly keyRotations: Pick<KeyRotations, 'tell' | 'published' | 'factor'>
  readonly temporal: TemporalLink
  readonly live: { backlog(): number; open(): number; waiting(): number; unstarted(): number }
  /** Ends what is under way, gives the lease up and closes the worker. */
  stop(): Promise<void>
}

/** Kinds of events: what one account publishes under one type. */
const MATCHES_REMEMBERED = 20_000

/** Between Postgres and Temporal: publishing, the bounded starter, attempts ahead of the engine, and the relay. */
export function createEngine(deps: EngineDeps, options: EngineOptions): Engine {
  const { db, events } = deps
  const { node, temporal: access } = options
  const newId = createNewId()
  const { attempts, temporal, starts, starter, replays, retention, keyRotations, liveNodes, recoveries, failures } = createStarting(
    deps,
    options,
    newId,
  )
  const { underWay } = attempts
  const wake = createWake({ client: temporal.client, taskQueue: TASK_QUEUE })
  const has = (id: string) => starter.has(id) || underWay.has(id) || starts.has(id)
  const { fault: onFault, repaired: onRepair, oldestDue: onOldestDue, published: onPublished } = events
  const unsure = createUnsure({
    load: (ids) => loadOwed(db, ids),
    start: (found) => {
      starter.add(found.filter(({ id }) => !has(id)))
    },
  })
  const untold = createUntold(wake)
  const sweeps = {
    settleUnsure: unsure.settle,
    tellAgain: untold.tellAgain,
    sweepReplays: replays.sweep,
    sweepRecoveries: recoveries.sweep,
  }
  const relay = createRelay({ db, node, starter, wake, has, ...sweeps, onRepair, onLive: liveNodes.counted, onOldestDue, onFault })
  const matcher = createMatcher(db, MATCHES_REMEMBERED)
  const clock = () => new Date()
  const publishing = { db, nodeId: node.id, matcher, start: starter.add, unsure: unsure.add }
  const publish = createPublish({ ...publishing, newId, clock, isOneItemsFault: isDataFault, onPublished })
  const lifecycle = createLifecycle({ db, nodeId: node.id, publish, fail: failures.fail, onTold: events.told, onFault }, options.lifecycle)
  if (options.works) {
    retention.start()
    keyRotations.start()
  }
  const steeringDeps = { db, client: temporal.client, wake, recoveries, untold, relay, starter, has, newToken: () => newId('rpl'), onFault }
  const steering = createSteering({ ...steeringDeps, namespace: access.namespace, uiUrl: access.uiUrl })
  return {
    publish,
    steering,
    check: options.works ? attempts.check : undefined,
    tryOut: options.works ? attempts.tryOut : undefined,
    replays,
    keyRotations,
    temporal,
    live: { backlog: () => starter.backlog, open: attempts.open, waiting: attempts.waiting, unstarted: () => starts.unstarted },
    stop: () => stopAll({ starter, starts, relay, lifecycle, retention, keyRotations, underWay, temporal, db, nodeId: node.id }),
  }
}

/** The attempts and what asks Temporal for their workflows: they free each other's slots. */
function createStarting(deps: EngineDeps, options: EngineOptions, newId: NewId) {
  const { db, sealer, post, events } = deps
  const { limits, ownWorkflowAfterMs, scheduleFactor, node, startsInFlight, batchMax, issuer } = options
  const over = createOver()
  const onRecorded: RecordDeps['onRecorded'] = (ended, recorded) => {
    watch(ended, recorded)
  }
  const onFault = (error: unknown) => {
    events.fault('attempt', error)
  }
  const liveNodes = createLiveNodes(() => performance.now())
  const limiting = { limits, nodesWithin: liveNodes.within, ownWorkflowAfterMs, scheduleFactor }
  const attempts = createAttempts({ db, sealer, post, issuer, ...limiting, onRecorded, onFault, onKeyFault: events.fault })
  const { underWay } = attempts
  const activities = (): Activities =>
    deps.createActivities({
      replays: { replayPage: (input) => replays.replayPage(input), cancelReplay: (input) => replays.cancelReplay(input) },
      retention: { removeExpired: (input) => retention.removeExpired(input) },
      keyRotations: { changeKeys: (place) => keyRotations.changeKeys(place) },
      recoveries: { recoverTurn: (input) => recoveries.recoverTurn(input) },
      attemptDue: (input, owner) => underWay.attemptDue(input, owner).finally(() => starter.attempted(owner)),
      async requestCancel(workflowId, runId) {
        await temporal.client().workflow.getHandle(workflowId, runId).cancel()
      },
    })
  const temporal = createTemporalLink({
    access: options.temporal,
    activities: options.works ? activities() : undefined,
    bundlePath: options.bundlePath,
    identity: `${node.name}/${node.id}`,
    onFault: events.fault,
  })
  const asking = { client: temporal.client, taskQueue: TASK_QUEUE, isOver: over.has }
  const starts = createWorkflowStarts({ ...asking, onStarted: events.started, onFault: events.startFault })
  // Where no workflow runs none would join: it would be attempted again on another node, at the same time.
  const ahead = options.attemptAhead && options.works ? createAhead(underWay, events) : undefined
  const starter: Starter = createStarter({ startsInFlight, batchMax, start: starts.start, ahead, newBatchId: () => newId('batch') })
  const replaying = { db, nodeId: node.id, newId, client: temporal.client, taskQueue: TASK_QUEUE }
  const replays: BulkReplays = createBulkReplays({ ...replaying, starter, onFault: events.fault })
  const retaining = { db, temporal, taskQueue: TASK_QUEUE, onRemoved: events.removed, onOverdue: events.retentionOverdue }
  const retention: Retention = createRetention({ ...retaining, onFault: events.fault }, options.retention)
  const rotating = { db, sealer, temporal, taskQueue: TASK_QUEUE, factor: scheduleFactor }
  const keyRotations: KeyRotations = createKeyRotations({ ...rotating, onFault: events.fault })
  const recovering = { db, nodeId: node.id, client: temporal.client, taskQueue: TASK_QUEUE, ahead: underWay.ahead }
  const recoveries: Recoveries = createRecoveries({ ...recovering, random: Math.random, factor: scheduleFactor, onFault: events.fault })
  const most = options.lifecycle.failingAfterFailures
  const failures = createFailures({ db, nodeId: node.id, recoveries, most, onFault: events.fault })
  const watch = over.watching(failures.watching(events.recorded))
  return { attempts, temporal, starts, starter, replays, retention, keyRotations, liveNodes, recoveries, failures }
}

const createAhead =
  (underWay: Attempts, events: EngineEvents) =>
  ({ workflowId, members }: StartRequest): void => {
    for (const { id, from } of members) {
      underWay.ahead({ notification: id, number: from }, workflowId).catch((error: unknown) => {
        // The workflow's own ask meets the same fault and is repeated by Temporal.
        events.fault('attempt ahead', error)
      })
    }
  }

interface Stopping {
  readonly starter: Starter
  readonly starts: { stop(): void }
  readonly relay: Relay
  readonly lifecycle: { stop(): Promise<void> }
  readonly retention: Pick<Retention, 'stop'>
  readonly keyRotations: Pick<KeyRotations, 'stop'>
  readonly underWay: Attempts
  readonly temporal: TemporalLink
  readonly db: Database
  readonly nodeId: string
}

async function stopAll({ starter, starts, underWay, temporal, db, nodeId, ...looking }: Stopping): Promise<void> {
  starter.stop()
  starts.stop()
  await Promise.all(Object.values(looking).map((one) => one.stop()))
  await temporal.stop()
  await within(underWay.idle(), 2_000)
  await endLease(db, nodeId)
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([work, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))])
  clearTimeout(timer)
}
