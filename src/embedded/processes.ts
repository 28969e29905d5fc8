import { type ChildProcess, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { codeOf } from './start-error.js'

/** Whether a process with this id runs, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** A dead process nobody has waited for still answers to signal 0: in a container without an init it stays so. */
export function isZombie(pid: number): boolean {
  return statOf(pid)?.[0] === 'Z'
}

/** Fields of /proc/<pid>/stat from the third on; undefined where there is no /proc. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** When the process started: together with the pid it names a process for good, while a pid alone is used again. */
export function startOf(pid: number): string | undefined {
  return statOf(pid)?.[19] ?? ps(pid, 'lstart=')
}

/** Its command line, or undefined if there is no such process. */
export function commandLineOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return ps(pid, 'args=')
  }
}

function ps(pid: number, format: string): string | undefined {
  const { stdout } = spawnSync('ps', ['-o', format, '-p', String(pid)], { encoding: 'utf8' })
  return typeof stdout === 'string' && stdout.trim() !== '' ? stdout.trim() : undefined
}

/** Sends a signal; a process that is gone already is fine. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}

/** Signals a child that is the first of a process group of its own, and all that it has started. */
export function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid !== undefined) signalProcess(-pid, signal)
}

/** Waits for a process that need not be our child. False: it still runs after that many milliseconds. */
export async function hasEnded(pid: number, withinMs: number): Promise<boolean> {
  const until = Date.now() + withinMs
  while (isAlive(pid)) {
    if (Date.now() > until) return false
    await delay(25)
  }
  return true
}

/**
 * Whether the process itself listens on the port of a loopback address: another server that took it a moment before
 * would answer just as well. True where there is no /proc to look it up.
 */
export function listensOn(pid: number, port: number): boolean {
  if (!existsSync('/proc/net/tcp')) return true
  const hexPort = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const sockets = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  const listening = sockets
    .filter(([, local = '', , state]) => local.endsWith(hexPort) && state === '0A')
    .map((fields) => `socket:[${fields[9] ?? ''}]`)
  return openFilesOf(pid).some((file) => listening.includes(file))
}

function openFilesOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`))
  } catch {
    return []
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return '' // closed in the meantime
  }
}
