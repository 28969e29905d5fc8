import { pauseSubscription, receiverGone } from './db/pause-subscription.js'
import type { Database } from './db/connect.js'
import type { EndedAttempt } from './delivery/record.js'
import type { Recorded } from './db/record-attempt.js'
import { retentionClasses } from './domain/retention.js'
import { createUnregisteredAlert } from './engine/alert-unregistered.js'
import type { EngineEvents } from './engine/engine.js'
import type { Log } from './log.js'
import type { Metrics } from './metrics.js'

/** One wide log line and the metrics of everything the engine tells. Ids only: no payload, secret or URL path. */
export function observeEngine({ log, metrics, db, nodeId }: { log: Log; metrics: Metrics; db: Database; nodeId: string }): EngineEvents {
  const fault = (work: string, error: unknown) => {
    log.warn({ work, err: error }, 'fault')
  }
  const alertUnregistered = createUnregisteredAlert(db)
  return {
    fault,
    published(result, seconds) {
      metrics.published.inc({ result })
      if (seconds !== undefined) metrics.publishSeconds.observe(seconds)
    },
    recorded(ended, recorded) {
      log.info(toAttemptLine(ended, recorded), 'attempt')
      countAttempt(metrics, ended, recorded)
      if (ended.answer.kind === 'refused' && ended.answer.unregistered) {
        alertUnregistered(ended).catch((error: unknown) => {
          fault('alert of an address that is not registered', error)
        })
      }
      if (ended.judgement.status === 410) {
        pauseSubscription(db, { id: ended.owed.subscription, nodeId }, receiverGone).catch((error: unknown) => {
          fault('pause after 410', error)
        })
      }
    },
    started({ members, eager }) {
      metrics.starts.inc({ eager: String(eager) })
      metrics.setSize.observe(members)
    },
    startFault(error) {
      metrics.startFaults.inc()
      fault('workflow start', error)
    },
    repaired({ id, workflowId }) {
      metrics.repairs.inc()
      log.warn({ notification: id, workflow: workflowId }, 'overdue notification handed to Temporal again')
    },
    told({ id, type, account, about }) {
      log.warn({ event: id, eventType: type, account, subscription: about }, 'told the account of an endpoint')
    },
    ...countRetention(metrics),
    oldestDue(oldest) {
      metrics.oldestDueSeconds.set(oldest ? Math.max(0, (Date.now() - oldest.getTime()) / 1_000) : 0)
    },
  }
}

const countRetention = (metrics: Metrics): Pick<EngineEvents, 'removed' | 'retentionOverdue'> => ({
  removed(removed) {
    for (const kind of retentionClasses) metrics.retentionRemoved.inc({ class: kind }, removed[kind])
  },
  retentionOverdue(seconds) {
    metrics.retentionOverdueSeconds.set(seconds)
  },
})

function toAttemptLine({ owed, number, owner, answer, judgement, decided }: EndedAttempt, recorded: Recorded): Record<string, unknown> {
  return {
    notification: owed.id,
    event: owed.event,
    eventType: owed.eventType,
    account: owed.accountId,
    subscription: owed.subscription,
    host: owed.host,
    workflow: owner,
    attempt: number,
    round: owed.round,
    outcome: judgement.outcome,
    reason: judgement.reason,
    status: judgement.status,
    totalMs: Math.round(answer.timings.totalMs * 10) / 10,
    address: answer.address,
    decision: decided.kind,
    nextAttemptAt: decided.kind === 'retry' ? decided.dueAt : null,
    state: recorded.state,
    ...(!recorded.won && { duplicate: true }),
  }
}

function countAttempt(metrics: Metrics, { owed, number, startedAt, answer, judgement }: EndedAttempt, recorded: Recorded): void {
  metrics.attempts.inc({ outcome: judgement.outcome })
  metrics.attemptSeconds.observe(answer.timings.totalMs / 1_000)
  if (number === 1) metrics.firstAttemptSeconds.observe((startedAt.getTime() - owed.createdAt.getTime()) / 1_000)
  if (judgement.status === 401 || judgement.status === 403) metrics.credentialRejected.inc()
  if (answer.unregistered) metrics.unregistered.inc({ mode: answer.kind === 'refused' ? 'enforce' : 'warn' })
  if (!recorded.won) metrics.duplicates.inc()
  else if (recorded.state !== 'retrying') {
    metrics.ended.inc({ state: recorded.state })
    if (recorded.state === 'delivered') metrics.attemptsPerDelivery.observe(attemptsOf({ owed, number }))
  }
}

/** Those of its round. What is not of the schedule, as a probe, counts in the first round alone: it moves the offset. */
const attemptsOf = ({ owed, number }: Pick<EndedAttempt, 'owed' | 'number'>): number =>
  owed.round === 1 ? number : number - owed.roundOffset
