import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Child, startNodeProgram } from '../helpers/child.js'
import { eventually } from '../helpers/eventually.js'

export interface UpRun extends Child {
  /** What the banner says, once it is there. */
  ready(): Promise<{ url: string; apiKey: string | undefined }>
  /** Waits until the output matches. */
  prints(pattern: RegExp): Promise<void>
}

export const newDataDir = (): string => join(mkdtempSync(join(tmpdir(), 'posthorn-up-')), 'data')

/** `npm start` as a person types it, on a data directory and a port of its own. */
export function startUp(dataDir: string, args: readonly string[] = [], env: Record<string, string> = {}): UpRun {
  const child = startNodeProgram(['scripts/start.mjs', ...args], { POSTHORN_DATA_DIR: dataDir, POSTHORN_HTTP_PORT: '0', ...env })
  const prints = (pattern: RegExp): Promise<void> =>
    eventually(
      () => {
        if (!pattern.test(child.log())) throw new Error(`Not printed: ${pattern.source}. Printed:\n${child.log()}`)
      },
      { withinMs: 60_000 },
    )
  const ready = async (): Promise<{ url: string; apiKey: string | undefined }> => {
    await prints(/API +http.*[^]*Ctrl-C/)
    return { url: /API +(http\S+)/.exec(child.log())?.[1] ?? '', apiKey: /API key +(phk_\S+)/.exec(child.log())?.[1] }
  }
  return { ...child, prints, ready }
}

/** Processes whose command line names the data directory: Postgres and Temporal of a node. */
export function processesOf(dataDir: string): string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,stat=,args='], { encoding: 'utf8' })
  return stdout.split('\n').filter((line) => line.includes(dataDir) && !/^\s*\d+\s+Z/.test(line))
}
