import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { coverageOfChildren } from '../helpers/child.js'
import type { Posthorn } from '../helpers/posthorn.js'
import { required } from '../helpers/run.js'

export interface CommandResult {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string | Buffer
  readonly cwd?: string
}

const launcher = join(process.cwd(), 'bin/posthorn.js')

/** An empty directory that goes with the run. */
export const emptyDirectory = (): string => mkdtempSync(join(required('POSTHORN_TEST_DIRECTORY'), 'cli-'))

/** Runs `posthorn …` as a person would, knowing nothing of a node but what `env` says. */
export async function runCommand(
  args: readonly string[],
  { env = {}, stdin = '', cwd = process.cwd() }: CommandOptions = {},
): Promise<CommandResult> {
  const settings = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    POSTHORN_DATA_DIR: emptyDirectory(),
    ...coverageOfChildren(),
    ...env,
  }
  const child = spawn(process.execPath, [launcher, ...args], { env: settings, cwd, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end(stdin)
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { exitCode, stdout, stderr }
}

/** The same with the address and the key of a running node. */
export const posthornCommand =
  (posthorn: () => Pick<Posthorn, 'baseUrl' | 'apiKey'>) =>
  async (args: readonly string[], { env = {}, ...options }: CommandOptions = {}): Promise<CommandResult> => {
    const { baseUrl, apiKey } = posthorn()
    return await runCommand(args, { ...options, env: { POSTHORN_URL: baseUrl, POSTHORN_API_KEY: apiKey, ...env } })
  }
