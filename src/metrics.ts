import { Counter, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly registry: Registry
  readonly attempts: Counter<'outcome'>
  readonly attemptSeconds: Histogram
  readonly ended: Counter<'state'>
  readonly attemptsPerDelivery: Histogram
  readonly firstAttemptSeconds: Histogram
  readonly published: Counter<'result'>
  readonly publishSeconds: Histogram
  readonly cardData: Counter<'kind' | 'action'>
  readonly breakGlass: Counter
  readonly starts: Counter<'eager'>
  readonly setSize: Histogram
  readonly startFaults: Counter
  readonly repairs: Counter
  readonly sweepFaults: Counter<'work'>
  readonly oldestDueSeconds: Gauge
  readonly retentionRemoved: Counter<'class'>
  readonly retentionOverdueSeconds: Gauge
  readonly duplicates: Counter
  readonly credentialRejected: Counter
  readonly unregistered: Counter<'mode'>
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

export interface LiveNumbers {
  readonly backlog: () => number
  readonly open: () => number
  readonly waiting: () => number
  readonly unstarted: () => number
}

/** The node's own metrics; `live` are read at each scrape. */
export function createMetrics(live: LiveNumbers): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter<Label>({ name: `posthorn_${name}_total`, help, labelNames, registers })
  const histogram = (name: string, help: string, buckets: number[]) => new Histogram({ name: `posthorn_${name}`, help, buckets, registers })
  registerLive(live, registers)
  return {
    registry,
    attempts: counter('attempts', 'Attempts by outcome', ['outcome']),
    attemptSeconds: histogram('attempt_seconds', 'Duration of an attempt', SECONDS),
    ended: counter('notifications_ended', 'Notifications that ended by an attempt, by state', ['state']),
    attemptsPerDelivery: histogram('attempts_per_delivery', 'Attempts a delivery took in its round', [1, 2, 3, 5, 10, 20]),
    publishSeconds: histogram('publish_seconds', 'From the acceptance of a publish to its commit', SECONDS),
    firstAttemptSeconds: histogram('first_attempt_seconds', 'From the publish to the first attempt', SECONDS),
    published: counter('events_published', 'Publishes by result', ['result']),
    cardData: counter('card_data', 'Findings of card data in published events, by kind and what was done', ['kind', 'action']),
    breakGlass: counter('break_glass', 'Changes applied without the second pair of eyes they needed: look at each'),
    starts: counter('workflow_starts', 'Workflow starts, eager or not', ['eager']),
    setSize: histogram('workflow_set_size', 'Notifications a workflow was started with', [1, 2, 4, 8, 16, 32, 64, 128, 256]),
    startFaults: counter('workflow_start_faults', 'Starts that Temporal did not take; they are asked again'),
    repairs: counter('repairs', 'Overdue notifications that had to be handed to Temporal again; 0 in normal operation'),
    sweepFaults: counter('sweep_faults', 'Sweeps that failed and will be tried again', ['work']),
    oldestDueSeconds: new Gauge({ name: 'posthorn_oldest_due_seconds', help: 'Age of the oldest notification that is due', registers }),
    retentionRemoved: counter(
      'retention_removed',
      'What retention has removed: events of the metadata and payloads, attempts of their bodies',
      ['class'],
    ),
    retentionOverdueSeconds: new Gauge({
      name: 'posthorn_retention_overdue_seconds',
      help: 'For how long the oldest of what retention is to remove has been so; looked at every five minutes',
      registers,
    }),
    duplicates: counter('duplicate_attempts', 'Attempts recorded after another of the same number'),
    credentialRejected: counter('credential_rejected', 'Attempts answered 401 or 403'),
    unregistered: counter('address_not_registered', 'Attempts to addresses that are not registered; with the mode enforce not sent', [
      'mode',
    ]),
  }
}

function registerLive(live: LiveNumbers, registers: Registry[]): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `posthorn_${name}`,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  gauge('backlog', 'Notifications queued for a workflow start in this node', live.backlog)
  gauge('attempts_open', 'Attempts under way in this node', live.open)
  gauge('attempts_waiting', 'Attempts that wait for a free slot', live.waiting)
  gauge('starts_unanswered', 'Workflow starts that Temporal has not taken yet', live.unstarted)
}
