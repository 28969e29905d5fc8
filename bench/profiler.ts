import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WebSocket } from 'undici'

/** Takes CPU profiles of the node's main thread through its inspector. */
export interface Profiler {
  start(): Promise<void>
  /** Writes `<name>.cpuprofile` and returns a summary, line by line. */
  stop(name: string): Promise<string[]>
}

interface ProfileNode {
  readonly id: number
  readonly children?: readonly number[]
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
}

interface Profile {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[]
}

type Send = (method: string, params?: object) => Promise<unknown>

export function createProfiler(inspectPort: number, directory: string): Profiler {
  let send: Send | undefined
  return {
    async start() {
      send ??= await connect(inspectPort)
      await send('Profiler.enable')
      await send('Profiler.setSamplingInterval', { interval: 500 })
      await send('Profiler.start')
    },
    async stop(name) {
      const { profile } = (await send?.('Profiler.stop')) as { profile: Profile }
      mkdirSync(directory, { recursive: true })
      const file = join(directory, `${name}.cpuprofile`)
      writeFileSync(file, JSON.stringify(profile))
      return [`Profile: ${file}. A profiled run is slower: its figures do not count.`, ...summaryOf(profile)]
    },
  }
}

async function connect(port: number): Promise<Send> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as { webSocketDebuggerUrl: string }[]
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '')
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(new Error('The inspector of the node cannot be reached')))
  })
  const waiting = new Map<number, (result: unknown) => void>()
  socket.addEventListener('message', ({ data }: { data: unknown }) => {
    const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown }
    if (id !== undefined) waiting.get(id)?.(result)
  })
  let asked = 0
  return (method, params = {}) =>
    new Promise((resolve) => {
      waiting.set(++asked, resolve)
      socket.send(JSON.stringify({ id: asked, method, params }))
    })
}

/** Self time of the main thread without its rests: by package (with what Node does for it), then by function, the largest first. */
function summaryOf({ nodes, samples, timeDeltas }: Profile): string[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])))
  const owner = (id: number | undefined): string | undefined => {
    const frame = id === undefined ? undefined : frames.get(id)
    return frame === undefined ? undefined : (packageOf(frame) ?? owner(callers.get(id ?? 0)))
  }
  const byPackage = new Map<string, number>()
  const byFunction = new Map<string, number>()
  for (const [index, sample] of samples.entries()) {
    const frame = frames.get(sample)
    if (frame === undefined || frame.functionName === '(idle)') continue
    const micros = timeDeltas[index] ?? 0
    add(byPackage, owner(sample) ?? (frame.functionName.startsWith('(') ? frame.functionName : 'node'), micros)
    add(byFunction, nameOf(frame), micros)
  }
  const busyMicros = sum([...byPackage.values()])
  const lines = (micros: Map<string, number>, count: number): string[] =>
    [...micros]
      .sort(([, one], [, other]) => other - one)
      .slice(0, count)
      .map(
        ([name, self]) => `  ${((100 * self) / busyMicros).toFixed(1).padStart(5)} %  ${(self / 1_000).toFixed(0).padStart(6)} ms  ${name}`,
      )
  const busy = `busy ${(busyMicros / 1_000).toFixed(0)} of ${(sum(timeDeltas) / 1_000).toFixed(0)} ms`
  return [`Main thread of the node, ${busy}, by package:`, ...lines(byPackage, 20), 'by function:', ...lines(byFunction, 30)]
}

function add(totals: Map<string, number>, name: string, amount: number): void {
  totals.set(name, (totals.get(name) ?? 0) + amount)
}

/** Our own code by folder, packages by name; nothing for what Node and its native parts do for others. */
function packageOf({ url }: ProfileNode['callFrame']): string | undefined {
  const installed = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
  if (installed !== undefined) return installed
  const ours = /\/dist\/([^/]+\/)?[^/]*$/.exec(url)
  return ours === null ? undefined : `posthorn ${ours[1] ?? ''}`
}

function nameOf({ functionName, url, lineNumber }: ProfileNode['callFrame']): string {
  const place = url.replace(/^.*\/(?:node_modules|(dist))\//, '$1/')
  return `${functionName === '' ? '(anonymous)' : functionName}${place === '' ? '' : ` ${place}:${lineNumber + 1}`}`
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
