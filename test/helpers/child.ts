import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { track } from './leaks.js'

/** For `npm test`, which also counts what runs in the programs that tests start. */
export const coverageOfChildren = (): Record<string, string> => {
  const directory = process.env['POSTHORN_TEST_V8_COVERAGE']
  return directory === undefined ? {} : { NODE_V8_COVERAGE: directory }
}

export interface Child {
  readonly pid: number
  /** What it has printed so far, on both outputs. */
  log(): string
  /** Sends the signal and waits until the process is gone; its exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>
  hasEnded(): boolean
}

/** Runs a Node program of this repository with exactly the environment given, and ends it with the test file. */
export function startNodeProgram(args: readonly string[], env: Record<string, string>): Child {
  const child = spawn(process.execPath, args, {
    env: { ...inherited(), ...coverageOfChildren(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const closed = once(child, 'close')
  const end = (signal: NodeJS.Signals) => endChild(child, closed, signal)
  const untrack = track({ name: `process ${args.join(' ')}`, end: () => end('SIGKILL') })
  child.once('exit', untrack)
  return { pid: child.pid ?? -1, log: () => Buffer.concat(chunks).toString('utf8'), end, hasEnded: () => hasEnded(child) }
}

async function endChild(child: ChildProcess, closed: Promise<unknown>, signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
  if (!hasEnded(child)) child.kill(signal)
  await closed
  return child.exitCode ?? child.signalCode
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

/** Ours without what would configure a Posthorn or slow a program down. */
function inherited(): Record<string, string> {
  const settings = /^(POSTHORN_|TEMPORAL_|DATABASE_URL$|NODE_OPTIONS$|JEST_)/
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && !settings.test(entry[0])),
  )
}
