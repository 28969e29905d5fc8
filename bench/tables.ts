import { figuresOf, type Results, runsOf, shown } from './figures.js'
import { type Measured, sum } from './measure.js'
import type { Percentiles } from './percentile.js'
import type { MeasuredBurst } from './scenarios/burst.js'
import type { MeasuredShape } from './scenarios/textbook.js'

/** A head and rows of cells. */
export interface Table {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Everything that was measured, as tables for a terminal or a page. */
export function tablesOf(results: Results): Table[] {
  const runs = runsOf(results)
  const tables = [
    figureTable(results),
    runTable(runs),
    startTable(runs),
    cpuTable(results, runs),
    textbookTable(results),
    burstTable(results.burst),
  ]
  return tables.filter(({ rows }) => rows.length > 0)
}

const figureTable = (results: Results): Table => ({
  title: 'Figures',
  head: ['figure', 'target', 'measured', ''],
  rows: figuresOf(results).map(({ name, target, measured, ok }) => [name, target, measured, ok ? 'ok' : 'MISSED']),
})

const runTable = (runs: readonly Measured[]): Table => ({
  title: 'Runs',
  head: [
    'scenario',
    'events',
    'publishes/s',
    'deliveries/s',
    'CPU ms/event',
    'ack ms p50/p95/p99',
    'publish→receive ms p50/p95/p99',
    'lost',
    'duplicates',
  ],
  rows: runs.map((run) => [
    run.scenario,
    shown(run.events),
    shown(run.publishesPerSecond),
    shown(run.deliveriesPerSecond),
    shown(run.cpuMsPerEvent),
    percentiles(run.ackMs),
    percentiles(run.publishToReceiveMs),
    shown(run.lost),
    shown(run.duplicates),
  ]),
})

const startTable = (runs: readonly Measured[]): Table => ({
  title: 'Workflow starts',
  head: ['scenario', 'workflows', 'notifications each', 'eager', 'by number of notifications', 'faults', 'repairs'],
  rows: runs.map(({ scenario, starts }) => [
    scenario,
    shown(starts.workflows),
    shown(starts.meanSize),
    `${shown(100 * starts.eagerShare)} %`,
    Object.entries(starts.sizes)
      .map(([size, number]) => `${size}: ${number}`)
      .join(', '),
    shown(starts.faults),
    shown(starts.repairs),
  ]),
})

const processes = ['node', 'postgres', 'temporal', 'load', 'receiver', 'textbook', 'bench'] as const

function cpuTable({ textbook }: Results, runs: readonly Measured[]): Table {
  const lines: [string, Readonly<Record<string, number>>, number][] = runs.map((run) => [run.scenario, run.cpuMsByProcess, run.events])
  if (textbook !== undefined) {
    lines.push(
      ['textbook', textbook.delivery.cpuMsByProcess, textbook.delivery.workflows],
      ['empty workflow', textbook.empty.cpuMsByProcess, textbook.empty.workflows],
    )
  }
  return {
    title: 'CPU ms per event by process',
    head: ['scenario', ...processes, 'all'],
    rows: lines.map(([name, times, events]) => [
      name,
      ...processes.map((kind) => shown((times[kind] ?? 0) / events)),
      shown(sum(Object.values(times)) / events),
    ]),
  }
}

function textbookTable({ textbook, throughput }: Results): Table {
  const row = (name: string, shape: MeasuredShape): string[] => [
    name,
    shown(shape.workflows),
    shown(shape.perSecond),
    shown(shape.cpuMsEach),
    throughput === undefined ? '' : `${shown(throughput.deliveriesPerSecond / shape.perSecond)} ×`,
    throughput === undefined ? '' : `1 / ${shown(shape.cpuMsEach / throughput.cpuMsPerEvent)}`,
  ]
  return {
    title: 'Against plain workflows on the same Temporal server',
    head: ['shape', 'workflows', 'per second', 'CPU ms each', 'Posthorn does', 'Posthorn needs'],
    rows:
      textbook === undefined
        ? []
        : [row('textbook: regular activity, one workflow each, no eager start', textbook.delivery), row('empty workflow', textbook.empty)],
  }
}

const burstTable = (burst: MeasuredBurst | undefined): Table => ({
  title: 'Burst',
  head: ['published in', 'drained after the last publish in', 'deepest backlog', 'p95 publish→receive', 'p95 displacement'],
  rows:
    burst === undefined
      ? []
      : [
          [
            `${shown((burst.events * 1_000) / burst.publishesPerSecond)} ms`,
            `${shown(burst.drainMs)} ms`,
            shown(burst.deepestBacklog),
            `${shown(burst.publishToReceiveMs.p95)} ms`,
            `${shown(100 * burst.displacementP95)} % of all`,
          ],
        ],
})

const percentiles = ({ p50, p95, p99 }: Percentiles): string => [p50, p95, p99].map(shown).join(' / ')

/** For a terminal. */
export function toText({ title, head, rows }: Table): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd()
  return [title, line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n')
}

/** For a page. */
export function toMarkdown({ title, head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [`**${title}**`, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
