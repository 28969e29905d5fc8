import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Watchdog } from './watchdog.js'
import { commandLineOf, hasEnded, signalProcess } from './processes.js'
import { StartError } from './start-error.js'

/** How to run one server process and to tell that it serves. */
export interface ChildPlan {
  readonly name: 'postgres' | 'temporal'
  readonly command: string
  readonly args: readonly string[]
  readonly uid?: number
  readonly gid?: number
  readonly env: Readonly<Record<string, string>>
  readonly logFile: string
  /** For children that write none themselves. */
  readonly pidFile?: string
  /** Asks it to end in order; what is left after stopWithinMs is killed. */
  readonly stopSignal: 'SIGINT' | 'SIGTERM'
  readonly stopWithinMs: number
  /** For the second Ctrl-C, and when the time is over. */
  readonly killSignal: 'SIGQUIT' | 'SIGKILL'
  /** How long a start that fails is tried again. */
  readonly retryStartMs: number
  isReady(pid: number): Promise<boolean>
}

export interface ChildDeps {
  readonly watchdog: Watchdog
  /** One line for the operator. */
  readonly tell: (line: string) => void
}

export interface Child {
  stop(): Promise<void>
  killNow(): void
}

const readyWithinMs = 120_000
const logLimitBytes = 20 * 1024 * 1024

/**
 * Starts a child and waits until it serves; from then on it is started again, with back-off, whenever it dies.
 * Throws a StartError when it does not come up.
 */
export async function startChild(plan: ChildPlan, deps: ChildDeps): Promise<Child> {
  let stopping = false
  const logAt = sizeOf(plan.logFile)
  let current = await spawnReady(plan, deps.watchdog)

  const restart = async (): Promise<void> => {
    for (let pauseMs = 100; !stopping; pauseMs = Math.min(pauseMs * 2, 5_000)) {
      await delay(pauseMs)
      if (isStopping()) return
      current = spawnChild(plan, deps.watchdog)
      if (await becomesReady(plan, current)) break
      current.kill('SIGKILL')
      await ended(current)
    }
    if (stopping) return
    deps.tell(`${plan.name} runs again`)
    guard()
  }
  // read through a function: the compiler takes a variable that was tested once for settled
  const isStopping = (): boolean => stopping
  const guard = (): void => {
    void ended(current).then(async (how) => {
      if (stopping) return
      deps.tell(`${plan.name} ended unexpectedly (${how}) and is started again; its log is ${plan.logFile}`)
      await restart()
    })
  }

  if (!hasNotEnded(current)) {
    await stopChild(plan, current, deps.watchdog)
    throw new StartError(`${plan.name} did not start; its log ${plan.logFile} says: ${complaintIn(plan.logFile, logAt)}`)
  }
  guard()
  return {
    stop: () => {
      stopping = true
      return stopChild(plan, current, deps.watchdog)
    },
    killNow: () => {
      stopping = true
      current.kill(plan.killSignal)
    },
  }
}

// The child gets a session of its own: the terminal's Ctrl-C must not reach it, because the node drains first.
// It writes to a file, not to a pipe, so that it can say its last words when the node is gone.
function spawnChild(plan: ChildPlan, watchdog: Watchdog): ChildProcess {
  if (sizeOf(plan.logFile) > logLimitBytes) truncateSync(plan.logFile)
  const log = openSync(plan.logFile, 'a', 0o600)
  const as = plan.uid === undefined || plan.gid === undefined ? {} : { uid: plan.uid, gid: plan.gid }
  const child = spawn(plan.command, [...plan.args], { ...as, detached: true, cwd: '/', env: { ...plan.env }, stdio: ['ignore', log, log] })
  closeSync(log)
  child.on('error', () => undefined) // seen as an end by `ended`
  if (child.pid !== undefined) {
    watchdog.watches(plan.name, { pid: child.pid, signal: plan.stopSignal === 'SIGINT' ? 'INT' : 'TERM' })
    if (plan.pidFile !== undefined) writeFileSync(plan.pidFile, String(child.pid))
  }
  return child
}

/** The child when it serves; one that has ended or was ended if it does not come to that. */
async function spawnReady(plan: ChildPlan, watchdog: Watchdog): Promise<ChildProcess> {
  const until = Date.now() + plan.retryStartMs
  for (;;) {
    const child = spawnChild(plan, watchdog)
    if (await becomesReady(plan, child)) return child
    if (hasNotEnded(child) || Date.now() >= until) {
      await stopChild(plan, child, watchdog)
      return child
    }
    await delay(250)
  }
}

async function becomesReady(plan: ChildPlan, child: ChildProcess): Promise<boolean> {
  const until = Date.now() + readyWithinMs
  while (hasNotEnded(child) && Date.now() < until) {
    if (child.pid !== undefined && (await plan.isReady(child.pid))) return hasNotEnded(child)
    await delay(50)
  }
  return false
}

const hasNotEnded = (child: ChildProcess): boolean => child.pid !== undefined && child.exitCode === null && child.signalCode === null

function ended(child: ChildProcess): Promise<string> {
  const how = (): string => child.signalCode ?? `code ${child.exitCode ?? '?'}`
  if (!hasNotEnded(child)) return Promise.resolve(how())
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve(how())
    })
  })
}

async function stopChild(plan: ChildPlan, child: ChildProcess, watchdog: Watchdog): Promise<void> {
  if (hasNotEnded(child)) {
    child.kill(plan.stopSignal)
    const killers = [
      setTimeout(() => child.kill(plan.killSignal), plan.stopWithinMs),
      setTimeout(() => child.kill('SIGKILL'), plan.stopWithinMs + 500),
    ]
    await ended(child)
    killers.forEach(clearTimeout)
  }
  watchdog.watches(plan.name, null)
  if (plan.pidFile !== undefined) rmSync(plan.pidFile, { force: true })
}

/**
 * Ends what a killed node left running. The pid file alone proves nothing, because pids are used again: the
 * command line must name `mark`, the data directory.
 */
export async function endLeftOver(pidFile: string, mark: string, signal: 'SIGINT' | 'SIGTERM'): Promise<void> {
  const pid = existsSync(pidFile) ? Number.parseInt(readFileSync(pidFile, 'utf8'), 10) : Number.NaN
  if (!Number.isInteger(pid) || pid <= 1 || !(commandLineOf(pid)?.includes(mark) ?? false)) return
  signalProcess(pid, signal)
  if (await hasEnded(pid, 10_000)) return
  signalProcess(pid, 'SIGKILL')
  await hasEnded(pid, 5_000)
}

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0)

/** The first line of this run that names an error, or its last line. */
function complaintIn(file: string, from: number): string {
  const lines = readFileSync(file).subarray(from).toString('utf8').trim().split('\n')
  const complaint = lines.find((line) => /error|fatal|panic/i.test(line)) ?? lines.at(-1)
  return (complaint ?? '(nothing)').slice(0, 400)
}
