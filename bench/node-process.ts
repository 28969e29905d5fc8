import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export interface NodeProcess {
  readonly pid: number
  readonly baseUrl: string
  /** Throws when the node has ended. */
  check(): void
  stop(): Promise<void>
}

export interface NodeProcessOptions {
  readonly dataDir: string
  readonly port: number
  readonly env: Readonly<Record<string, string>>
  /** Opens Node's inspector there, for profiles. */
  readonly inspectPort: number | undefined
}

const program = fileURLToPath(new URL('../bin/posthorn.js', import.meta.url))
const readyWithinMs = 120_000

/** Starts the node as `npm start` does, and waits until it serves. Throws with the end of its output when it does not. */
export async function startNodeProcess({ dataDir, port, env, inspectPort }: NodeProcessOptions): Promise<NodeProcess> {
  const outputFile = join(dataDir, 'node.log')
  const output = openSync(outputFile, 'a')
  const inspect = inspectPort === undefined ? [] : [`--inspect=127.0.0.1:${inspectPort}`]
  const child = spawn(process.execPath, ['--max-semi-space-size=64', ...inspect, program, 'up', '--no-demo'], {
    stdio: ['ignore', output, output, 'ipc'], // the node ends when it sees this channel close
    env: { ...inherited(), ...env },
    detached: true, // a Ctrl-C is for the bench, which stops the node when it has told what it knows
  })
  const check = (): void => {
    if (!runs(child)) throw new Error(`The node has ended (${child.signalCode ?? `code ${child.exitCode ?? '?'}`}):\n${endOf(outputFile)}`)
  }
  const node: NodeProcess = { pid: child.pid ?? -1, baseUrl: `http://127.0.0.1:${port}`, check, stop: () => stop(child) }
  try {
    await untilReady(node)
  } catch (error) {
    await stop(child)
    throw error
  }
  return node
}

async function untilReady({ baseUrl, check }: NodeProcess): Promise<void> {
  const giveUpAt = Date.now() + readyWithinMs
  for (;;) {
    check()
    const answer = await fetch(`${baseUrl}/readyz`).catch(() => undefined)
    if (answer?.status === 200) return
    if (Date.now() > giveUpAt) throw new Error(`The node is not ready after ${readyWithinMs / 1_000} s`)
    await delay(100)
  }
}

const runs = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null

async function stop(child: ChildProcess): Promise<void> {
  if (!runs(child)) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const killer = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await ended
  clearTimeout(killer)
}

/** Our environment without what would configure the node: the bench measures the defaults. */
function inherited(): Record<string, string> {
  const settings = /^(POSTHORN_(?!TEMPORAL_BIN$)|TEMPORAL_|DATABASE_URL$|NODE_OPTIONS$)/
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && !settings.test(entry[0])),
  )
}

const endOf = (file: string): string => readFileSync(file, 'utf8').slice(-3_000)
