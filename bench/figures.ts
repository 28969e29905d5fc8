import type { Measured } from './measure.js'
import type { MeasuredBurst } from './scenarios/burst.js'
import type { MeasuredCrowd } from './scenarios/crowd.js'
import { deadLimit, type MeasuredDead } from './scenarios/dead.js'
import type { MeasuredFrozen } from './scenarios/frozen.js'
import type { MeasuredHostile } from './scenarios/hostile.js'
import type { Compared } from './scenarios/isolation.js'
import type { MeasuredTextbook } from './scenarios/textbook.js'
import type { MeasuredTurns } from './scenarios/turns.js'

export interface Results {
  readonly throughput?: Measured
  readonly textbook?: MeasuredTextbook
  readonly steady?: Measured
  readonly retries?: Measured
  readonly burst?: MeasuredBurst
  readonly frozen?: MeasuredFrozen
  readonly 'row-security'?: MeasuredTurns
  readonly signing?: MeasuredTurns
  readonly crowd?: MeasuredCrowd
  readonly hostile?: MeasuredHostile
  readonly isolation?: Compared
  readonly dead?: MeasuredDead
  readonly dns?: Compared
}

/** One promise about speed, and what became of it. */
export interface Figure {
  readonly name: string
  readonly target: string
  readonly measured: string
  readonly ok: boolean
}

const atLeast = (name: string, limit: number, { value, unit }: Value): Figure => ({
  name,
  target: `≥ ${limit.toLocaleString('en')}${unit}`,
  measured: shown(value) + unit,
  ok: value >= limit,
})

const atMost = (name: string, limit: number, { value, unit }: Value): Figure => ({
  name,
  target: `≤ ${limit.toLocaleString('en')}${unit}`,
  measured: shown(value) + unit,
  ok: value <= limit,
})

interface Value {
  readonly value: number
  readonly unit: string
}
const ms = (value: number): Value => ({ value, unit: ' ms' })
const count = (value: number): Value => ({ value, unit: '' })

/** Every target of the scenarios that have been run. */
export function figuresOf(results: Results): Figure[] {
  const { throughput, textbook, steady, retries, burst, frozen, 'row-security': rowSecurity, signing, crowd, hostile } = results
  return [
    ...(throughput === undefined ? [] : throughputFigures(throughput, textbook)),
    ...(retries === undefined ? [] : retriesFigures(retries)),
    ...(steady === undefined ? [] : steadyFigures(steady)),
    ...(burst === undefined ? [] : burstFigures(burst)),
    ...(frozen === undefined ? [] : frozenFigures(frozen)),
    ...(rowSecurity === undefined ? [] : rowSecurityFigures(rowSecurity)),
    ...(signing === undefined ? [] : signingFigures(signing)),
    ...(crowd === undefined ? [] : crowdFigures(crowd)),
    ...(hostile === undefined ? [] : hostileFigures(hostile)),
    ...neighbourFigures(results),
    ...safetyFigures(runsOf(results)),
  ]
}

function throughputFigures(run: Measured, textbook: MeasuredTextbook | undefined): Figure[] {
  const ratio = textbook === undefined ? undefined : run.deliveriesPerSecond / textbook.delivery.perSecond
  return [
    atLeast('deliveries/s, 48 publishers without pause', 1_500, count(run.deliveriesPerSecond)),
    ...(ratio === undefined ? [] : [atLeast('the same, by that of the textbook shape', 25, { value: ratio, unit: ' ×' })]),
    atMost('CPU per event, all processes', 1, ms(run.cpuMsPerEvent)),
  ]
}

const retriesFigures = (run: Measured): Figure[] => [
  atMost('every first attempt 503: last publish → all delivered', 5_000, ms(run.lastPublishToLastReceiptMs)),
  atMost('every first attempt 503: CPU per event', 2, ms(run.cpuMsPerEvent)),
]

const steadyFigures = (run: Measured): Figure[] => [
  atMost('50/s: publish→receive p50', 5, ms(run.publishToReceiveMs.p50)),
  atMost('50/s: publish→receive p95', 12, ms(run.publishToReceiveMs.p95)),
  atLeast('50/s: notifications with a workflow of their own', 100, { value: (100 * run.starts.ofOne) / run.events, unit: ' %' }),
  atMost('50/s: ack p50', 3, ms(run.ackMs.p50)),
  atMost('50/s: ack p95', 6, ms(run.ackMs.p95)),
]

const burstFigures = (run: MeasuredBurst): Figure[] => [
  atMost('burst: displacement of the p95 notification', 5, { value: 100 * run.displacementP95, unit: ' %' }),
  atMost('burst: publish→receive p95 / time to drain', 1.2, count(run.p95ByDrain)),
]

const frozenFigures = (run: MeasuredFrozen): Figure[] => [
  atMost('Temporal stopped: ack p50 by that with Temporal', 1.1, { value: run.ackP50Ratio, unit: ' ×' }),
  atMost('Temporal stopped: ack p95 by that with Temporal', 1.1, { value: run.ackP95Ratio, unit: ' ×' }),
]

/** What others notice of a receiver that misbehaves. */
const neighbourFigures = ({ isolation, dead, dns }: Results): Figure[] => [
  ...(isolation === undefined ? [] : isolationFigures(isolation)),
  ...(dead === undefined ? [] : deadFigures(dead)),
  ...(dns === undefined ? [] : dnsFigures(dns)),
]

const isolationFigures = (run: Compared): Figure[] => [
  atLeast('beside one that hangs: deliveries/s of the others', 0.95, { value: run.throughputRatio, unit: ' ×' }),
  atMost('beside one that hangs: publish→receive p99 of the others', 1.3, { value: run.p99Ratio, unit: ' ×' }),
]

const deadFigures = (run: MeasuredDead): Figure[] => [
  atMost('beside a dead one: publish→receive p99 of the others', 1.3, { value: run.deadP99Ratio, unit: ' ×' }),
  atMost('beside one that recovers: publish→receive p99 of the others', 1.3, { value: run.drainP99Ratio, unit: ' ×' }),
  atMost('a dead receiver: open workflows', 100, count(run.openWorkflows)),
  atMost('a dead receiver: memory of the node', 400, { value: run.nodeMegabytes, unit: ' MB' }),
  atLeast('a receiver that has recovered: delivered', run.notifications, count(run.delivered)),
  atMost('a receiver that has recovered: requests in any second', deadLimit, count(run.mostInASecond)),
]

const dnsFigures = (run: Compared): Figure[] => [
  atMost('beside a silent name server: publish→receive p99 of the others', 1.2, { value: run.p99Ratio, unit: ' ×' }),
]

const rowSecurityFigures = (run: MeasuredTurns): Figure[] => [
  atLeast('row-level security: deliveries/s by those without', 0.9, { value: run.throughputRatio, unit: ' ×' }),
]

const signingFigures = (run: MeasuredTurns): Figure[] => [
  atLeast('with an ES256 token in a header: deliveries/s by those without', 0.8, { value: run.throughputRatio, unit: ' ×' }),
]

const crowdFigures = (run: MeasuredCrowd): Figure[] => [
  atMost('among 10,000 subscriptions: CPU per event by that among few', 1.5, { value: run.cpuRatio, unit: ' ×' }),
  atMost('among 10,000 subscriptions: ack p50 by that among few', 1.5, { value: run.ackP50Ratio, unit: ' ×' }),
]

const hostileFigures = (run: MeasuredHostile): Figure[] => [
  atMost('hostile receivers: attempts that ended otherwise than the table says', 0, count(run.surprises.length)),
  atMost('hostile receivers: latest end after the deadline', 250, ms(run.latestMs)),
  atMost('hostile receivers: memory of an attempt, worst behaviour', 1_024, { value: run.heaviest.kib, unit: ' KiB' }),
  atMost('hostile receivers: memory that an attempt leaves behind', 16, { value: run.leftKib, unit: ' KiB' }),
  atMost('hostile receivers: kept of an answer', 16, { value: run.mostKeptKib, unit: ' KiB' }),
  atMost('beside hostile receivers: p99 of a healthy one by that without them', 1.2, { value: run.healthyP99Ratio, unit: ' ×' }),
]

/** Everything that was published with the same figures taken of it. */
export const runsOf = ({ throughput, steady, retries, burst, frozen, isolation, dead, dns, ...turns }: Results): Measured[] => {
  const several = [turns['row-security'], turns.signing, turns.crowd, isolation, dead, dns]
  return [throughput, steady, retries, burst, frozen, ...several.flatMap((of) => of?.runs ?? [])].filter((run) => run !== undefined)
}

const safetyFigures = (runs: readonly Measured[]): Figure[] => {
  const total = (of: (run: Measured) => number): number => runs.reduce((sum, run) => sum + of(run), 0)
  if (runs.length === 0) return []
  return [
    atMost('publishes that were refused', 0, count(total((run) => Object.values(run.refused).reduce((sum, each) => sum + each, 0)))),
    atMost('acknowledged and lost', 0, count(total((run) => run.lost))),
    atMost('duplicates', 0, count(total((run) => run.duplicates))),
  ]
}

/** Three significant digits, or all of a large number. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return Number(value.toPrecision(3)).toString()
}
