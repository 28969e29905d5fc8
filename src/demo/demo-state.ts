import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the demonstration has set up, so that a start after an interruption goes on with it. Holds secrets. */
export interface DemoState {
  readonly apiKey: string
  readonly port: number
  readonly subscription: string
  readonly secret: string
  /** The story has been told to its end. */
  readonly done: boolean
}

const fileIn = (dataDir: string): string => join(dataDir, 'demo.json')

/** Undefined: the demonstration has not begun on this data directory. */
export function readDemoState(dataDir: string): DemoState | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as DemoState
  } catch {
    return undefined
  }
}

/** Replaces the file in one step; only its owner may read it. */
export function writeDemoState(dataDir: string, state: DemoState): void {
  const draft = `${fileIn(dataDir)}.new`
  writeFileSync(draft, JSON.stringify(state), { mode: 0o600 })
  renameSync(draft, fileIn(dataDir))
}
