import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { hasEnded, signalProcess } from '../../../src/embedded/processes.js'
import { track } from '../../helpers/leaks.js'
import type { PartName } from '../check/evidence.js'
import { pause } from '../pause.js'

export interface PartPlan {
  readonly name: PartName
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly ids?: { readonly uid: number; readonly gid: number } | undefined
  readonly logFile: string
  /** May throw instead of answering false. */
  isReady(): Promise<boolean>
}

/** A process of the stack that can be killed at any moment and started again on the data it left. */
export interface Part {
  readonly name: PartName
  pid(): number | undefined
  /** Answers the moment at which it was first seen to serve. Like a supervisor, it starts again what ends before. */
  start(): Promise<number>
  /** SIGKILL to the process and its children; answers the moment, when they are gone. */
  kill(): Promise<number>
}

interface Life {
  child: ChildProcess | undefined
  gone: Promise<unknown>
  untrack: () => void
}

const READY_WITHIN_MS = 60_000

export function createPart(plan: PartPlan): Part {
  const state: Life = { child: undefined, gone: Promise.resolve(), untrack: () => undefined }

  const run = (): ChildProcess => {
    const log = openSync(plan.logFile, 'a')
    const child = spawn(plan.command, plan.args, {
      ...plan.ids,
      env: { PATH: process.env['PATH'] ?? '', ...plan.env },
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    state.child = child
    state.gone = new Promise((resolve) => child.once('exit', resolve).once('error', resolve))
    state.untrack()
    state.untrack = track({ name: `${plan.name} ${child.pid ?? 'not started'}`, end: kill })
    return child
  }
  const kill = async (): Promise<number> => {
    const pid = state.child?.pid
    const pids = pid === undefined || !isRunning(state.child) ? [] : [...childrenOf(pid), pid]
    const at = Date.now()
    for (const each of pids) signalProcess(each, 'SIGKILL')
    // Its end is told when its last thread has ended and its sockets are closed.
    await Promise.all([state.gone, ...pids.map((each) => hasEnded(each, 5_000))])
    state.untrack()
    return at
  }
  const start = async (): Promise<number> => {
    const giveUpAt = Date.now() + READY_WITHIN_MS
    while (Date.now() < giveUpAt) {
      if (!isRunning(state.child)) run()
      if (await isReady(plan)) return Date.now()
      await pause(50)
    }
    await kill()
    throw new Error(`${plan.name} does not serve: see ${plan.logFile}`)
  }
  return { name: plan.name, pid: () => (isRunning(state.child) ? state.child?.pid : undefined), start, kill }
}

const isRunning = (child: ChildProcess | undefined): boolean =>
  child?.pid !== undefined && child.exitCode === null && child.signalCode === null

const isReady = (plan: PartPlan): Promise<boolean> =>
  plan.isReady().then(
    (ready) => ready,
    () => false,
  )

/** Postgres's own processes: they outlive their parent for a moment, and must not finish what a machine that died would not. */
function childrenOf(parent: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  return lines.flatMap((line) => {
    const [pid, ppid] = line.trim().split(/\s+/).map(Number)
    return ppid === parent && pid !== undefined ? [pid] : []
  })
}
