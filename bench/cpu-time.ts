import { readdirSync, readFileSync } from 'node:fs'

/** CPU milliseconds by kind of process; ended children are counted with their parents. */
export type CpuTimes = ReadonlyMap<string, number>

interface ProcessTimes {
  readonly parent: number
  readonly name: string
  readonly ms: number
}

/** USER_HZ, which Linux fixes for all programs. */
const ticksPerSecond = 100
const kinds: Readonly<Record<string, string>> = { postgres: 'postgres', temporal: 'temporal' }

/** Sums user and system time of each root and all its descendants. Empty where there is no /proc. */
export function cpuTimesOf(roots: Readonly<Record<string, number>>): CpuTimes {
  const processes = readProcesses()
  const rootKinds = new Map(Object.entries(roots).map(([kind, pid]) => [pid, kind]))
  const totals = new Map<string, number>()
  for (const [pid, { ms }] of processes) {
    const kind = kindOf(pid, processes, rootKinds)
    if (kind !== undefined) totals.set(kind, (totals.get(kind) ?? 0) + ms)
  }
  return totals
}

/** The processes that {@link cpuTimesOf} counts as `wanted`. */
export function pidsOf(wanted: string, roots: Readonly<Record<string, number>>): number[] {
  const processes = readProcesses()
  const rootKinds = new Map(Object.entries(roots).map(([kind, pid]) => [pid, kind]))
  return [...processes.keys()].filter((pid) => kindOf(pid, processes, rootKinds) === wanted)
}

/** Of two readings: what was used between them. */
export function cpuBetween(before: CpuTimes, after: CpuTimes): Record<string, number> {
  return Object.fromEntries([...after].map(([kind, ms]) => [kind, ms - (before.get(kind) ?? 0)]))
}

/** A server that the node started counts as what it is, with all its backends; everything else as its root. */
function kindOf(pid: number, processes: ReadonlyMap<number, ProcessTimes>, roots: ReadonlyMap<number, string>): string | undefined {
  let special: string | undefined
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = processes.get(at)?.parent) {
    const root = roots.get(at)
    if (root !== undefined) return special ?? root
    special = kinds[processes.get(at)?.name ?? ''] ?? special
  }
  return undefined
}

function readProcesses(): Map<number, ProcessTimes> {
  const found = new Map<number, ProcessTimes>()
  if (process.platform !== 'linux') return found
  for (const entry of readdirSync('/proc')) {
    const times = /^\d+$/.test(entry) ? readTimes(entry) : undefined
    if (times !== undefined) found.set(Number(entry), times)
  }
  return found
}

/** proc_pid_stat(5): ppid is field 4, utime, stime, cutime and cstime are 14 to 17. */
function readTimes(pid: string): ProcessTimes | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const end = stat.lastIndexOf(')')
    const fields = stat.slice(end + 2).split(' ')
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
    return { parent: Number(fields[1]), name: stat.slice(stat.indexOf('(') + 1, end), ms: (ticks * 1_000) / ticksPerSecond }
  } catch {
    return undefined // it has just ended: its parent counts it
  }
}
