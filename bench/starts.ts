import { growthOf, type Samples } from './metrics-text.js'

/** What the node said about the workflows it started. */
export interface Starts {
  readonly workflows: number
  readonly notifications: number
  /** Workflows with one notification. */
  readonly ofOne: number
  readonly meanSize: number
  /** 0 to 1. */
  readonly eagerShare: number
  /** Workflows by size: "1", "2–4" and so on. */
  readonly sizes: Readonly<Record<string, number>>
  /** Starts Temporal did not take at once. */
  readonly faults: number
  readonly repairs: number
}

const setSize = 'posthorn_workflow_set_size'

export function startsBetween(before: Samples, after: Samples): Starts {
  const growth = growthOf(before, after)
  const workflows = growth(`${setSize}_count`)
  const notifications = growth(`${setSize}_sum`)
  const eager = growth('posthorn_workflow_starts_total{eager="true"}')
  const sizes = sizesOf([...after.keys()], growth)
  return {
    workflows,
    notifications,
    ofOne: sizes['1'] ?? 0,
    meanSize: notifications / workflows,
    eagerShare: eager / (eager + growth('posthorn_workflow_starts_total{eager="false"}')),
    sizes,
    faults: growth('posthorn_workflow_start_faults_total'),
    repairs: growth('posthorn_repairs_total'),
  }
}

/** Prometheus' buckets count everything below, too: here each stands for itself. */
function sizesOf(names: readonly string[], growth: (name: string) => number): Record<string, number> {
  const bounds = names
    .map((name) => /^posthorn_workflow_set_size_bucket\{le="(\d+)"\}$/.exec(name)?.[1])
    .filter((bound) => bound !== undefined)
    .map(Number)
    .sort((one, other) => one - other)
  const upTo = (bound: number | undefined): number => (bound === undefined ? 0 : growth(`${setSize}_bucket{le="${bound}"}`))
  const labelled = bounds.map((bound, index): [string, number] => {
    const below = bounds[index - 1]
    const from = below === undefined ? 1 : below + 1
    return [from === bound ? `${bound}` : `${from}–${bound}`, upTo(bound) - upTo(below)]
  })
  return Object.fromEntries(labelled.filter(([, count]) => count > 0))
}
