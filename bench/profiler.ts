import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WebSocket } from 'undici'

/** Takes CPU profiles of the node's main thread through its inspector. */
export interface Profiler {
  start(): Promise<void>
  /** Writes `<name>.cpuprofile` and returns the functions that took most of the time, one line each. */
  stop(name: string): Promise<string[]>
}

interface ProfileNode {
  readonly id: number
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
      return [`Profile of the node: ${file}`, ...hottest(profile, 25)]
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

/** Self time by function, the largest first. */
function hottest({ nodes, samples, timeDeltas }: Profile, count: number): string[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const selfMicros = new Map<string, number>()
  let total = 0
  for (const [index, sample] of samples.entries()) {
    const name = names.get(sample) ?? '?'
    const micros = timeDeltas[index] ?? 0
    total += micros
    selfMicros.set(name, (selfMicros.get(name) ?? 0) + micros)
  }
  return [...selfMicros]
    .sort(([, one], [, other]) => other - one)
    .slice(0, count)
    .map(
      ([name, micros]) => `  ${((100 * micros) / total).toFixed(1).padStart(5)} %  ${(micros / 1_000).toFixed(0).padStart(6)} ms  ${name}`,
    )
}

function nameOf({ functionName, url, lineNumber }: ProfileNode['callFrame']): string {
  const place = url.replace(/^.*\/(node_modules|dist)\//, '$1/')
  return `${functionName === '' ? '(anonymous)' : functionName}${place === '' ? '' : ` ${place}:${lineNumber + 1}`}`
}
