import { spawnSync } from 'node:child_process'
import { cpus, release, totalmem, type } from 'node:os'
import type { Options } from './options.js'

/** Where and when results were measured. */
export interface Surroundings {
  readonly date: string
  readonly machine: string
  readonly system: string
  readonly temporal: string
  readonly commit: string
  /** What differed from a run by default; empty if nothing did. */
  readonly settings: string
}

export function surroundings({ temporalPostgres, scale, env, profileDir }: Options): Surroundings {
  const processors = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    machine: `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}, ${memory}, shared by load, receiver and everything measured`,
    system: `${type()} ${release()}, Node ${process.versions.node}`,
    temporal: temporalPostgres
      ? 'Temporal server 1.31.2 on Postgres (the same server as Posthorn, 512 shards)'
      : 'embedded Temporal (SQLite file)',
    commit: commit(),
    settings: [
      ...(scale === 1 ? [] : [`scale ${scale}`]),
      ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
      ...(profileDir === undefined ? [] : ['profiled']),
    ].join(', '),
  }
}

function commit(): string {
  const git = (...args: string[]): string => outputOf(spawnSync('git', args, { encoding: 'utf8' }))
  const hash = git('rev-parse', '--short', 'HEAD')
  return hash === '' ? 'unknown' : `${hash}${git('status', '--porcelain', '--', 'src') === '' ? '' : ' with changes'}`
}

/** Empty when the program is not there. */
const outputOf = ({ stdout, error }: { stdout: string; error?: Error }): string => (error === undefined ? stdout.trim() : '')
