import { copyFileSync, cpSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { repository } from './stack.js'

/** The compiled module each fault takes the place of; the sound one stays beside it as `….sound.js`. */
const places = {
  'ack-before-commit': 'engine/publish',
  'no-relay': 'engine/relay',
  'swallowed-failure': 'activities/activities',
} as const

export type Fault = keyof typeof places

/** A copy of the built program with one faulty module in it. */
export function plant(fault: Fault): { program: string; remove(): void } {
  const program = mkdtempSync(join(tmpdir(), 'posthorn-faulty-'))
  for (const name of ['bin', 'dist', 'package.json']) cpSync(join(repository, name), join(program, name), { recursive: true })
  symlinkSync(join(repository, 'node_modules'), join(program, 'node_modules'))
  const place = join(program, 'dist', places[fault])
  renameSync(`${place}.js`, `${place}.sound.js`)
  copyFileSync(fileURLToPath(new URL(`../faults/${fault}.mjs`, import.meta.url)), `${place}.js`)
  return { program, remove: () => rmSync(program, { recursive: true, force: true }) }
}
