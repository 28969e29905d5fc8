import { Counter, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly registry: Registry
  readonly attempts: Counter<'outcome'>
  readonly attemptSeconds: Histogram
  readonly ended: Counter<'state'>
  readonly attemptsPerDelivery: Histogram
  readonly firstAttemptSeconds: Histogram
  readonly published: Counter<'result'>
  readonly starts: Counter<'eager'>
  readonly setSize: Histogram
  readonly startFaults: Counter
  readonly repairs: Counter
  readonly sweepFaults: Counter<'work'>
  readonly oldestDueSeconds: Gauge
  readonly duplicates: Counter
  readonly credentialRejected: Counter
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** The node's own metrics; `live` are read at each scrape. */
export function createMetrics(live: {
  backlog: () => number
  open: () => number
  waiting: () => number
  unstarted: () => number
}): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  gauge('posthorn_backlog', 'Notifications queued for a workflow start in this node', live.backlog)
  gauge('posthorn_attempts_open', 'Attempts under way in this node', live.open)
  gauge('posthorn_attempts_waiting', 'Attempts that wait for a free slot', live.waiting)
  gauge('posthorn_starts_unanswered', 'Workflow starts that Temporal has not taken yet', live.unstarted)
  return {
    registry,
    attempts: new Counter({ name: 'posthorn_attempts_total', help: 'Attempts by outcome', labelNames: ['outcome'], registers }),
    attemptSeconds: new Histogram({ name: 'posthorn_attempt_seconds', help: 'Duration of an attempt', buckets: SECONDS, registers }),
    ended: new Counter({
      name: 'posthorn_notifications_ended_total',
      help: 'Notifications that ended by an attempt, by state',
      labelNames: ['state'],
      registers,
    }),
    attemptsPerDelivery: new Histogram({
      name: 'posthorn_attempts_per_delivery',
      help: 'Attempts a delivery took',
      buckets: [1, 2, 3, 5, 10, 20],
      registers,
    }),
    firstAttemptSeconds: new Histogram({
      name: 'posthorn_first_attempt_seconds',
      help: 'From the publish to the first attempt',
      buckets: SECONDS,
      registers,
    }),
    published: new Counter({ name: 'posthorn_events_published_total', help: 'Publishes by result', labelNames: ['result'], registers }),
    starts: new Counter({
      name: 'posthorn_workflow_starts_total',
      help: 'Workflow starts, eager or not',
      labelNames: ['eager'],
      registers,
    }),
    setSize: new Histogram({
      name: 'posthorn_workflow_set_size',
      help: 'Notifications a workflow was started with',
      buckets: [1, 2, 4, 8, 16, 32, 64],
      registers,
    }),
    startFaults: new Counter({
      name: 'posthorn_workflow_start_faults_total',
      help: 'Starts that Temporal did not take; they are asked again',
      registers,
    }),
    repairs: new Counter({
      name: 'posthorn_repairs_total',
      help: 'Overdue notifications that had to be handed to Temporal again; 0 in normal operation',
      registers,
    }),
    sweepFaults: new Counter({
      name: 'posthorn_sweep_faults_total',
      help: 'Sweeps that failed and will be tried again',
      labelNames: ['work'],
      registers,
    }),
    oldestDueSeconds: new Gauge({ name: 'posthorn_oldest_due_seconds', help: 'Age of the oldest notification that is due', registers }),
    duplicates: new Counter({
      name: 'posthorn_duplicate_attempts_total',
      help: 'Attempts recorded after another of the same number',
      registers,
    }),
    credentialRejected: new Counter({ name: 'posthorn_credential_rejected_total', help: 'Attempts answered 401 or 403', registers }),
  }
}
