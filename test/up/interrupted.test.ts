import { afterEach, describe, expect, it, jest } from '@jest/globals'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from '../../src/embedded/processes.js'
import { eventually } from '../helpers/eventually.js'

jest.setTimeout(60_000)

const newDirectory = () => mkdtempSync(join(tmpdir(), 'posthorn-interrupted-'))

/** A program that writes half of its output, starts another, and never ends by itself. */
const endless = (pidFile: string) => `#!${process.execPath}
const { spawn } = require('node:child_process')
const { writeFileSync } = require('node:fs')
const output = process.argv[process.argv.indexOf('-o') + 1]
if (process.argv.includes('-o')) writeFileSync(output, 'half', { mode: 0o755 })
const other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'inherit' })
writeFileSync(${JSON.stringify(pidFile)}, JSON.stringify([process.pid, other.pid]))
setInterval(() => undefined, 1000)
`

interface Setting {
  /** The clone whose scripts are run. */
  readonly root: string
  /** What is run instead of the program of this name, and is found nowhere else. */
  readonly program: 'npm' | 'go'
  /** The script and its arguments. */
  readonly script: readonly string[]
}

describe('the set-up, when it is asked to end', () => {
  const started: ChildProcess[] = []
  const left: number[] = []
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL')
    for (const pid of left.splice(0).filter(isAlive)) process.kill(pid, 'SIGKILL')
  })

  /** Runs the script until its program runs, then signals the script alone. */
  async function interrupt({ root, program, script }: Setting, signal: NodeJS.Signals) {
    const directory = newDirectory()
    const pidFile = join(directory, 'pids')
    writeFileSync(join(directory, program), endless(pidFile))
    chmodSync(join(directory, program), 0o755)
    const offline = `globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'))`
    const child = spawn(process.execPath, ['--import', `data:text/javascript,${offline}`, ...script], {
      cwd: root,
      env: { PATH: directory, HOME: directory, XDG_CACHE_HOME: join(directory, 'cache'), POSTHORN_DATA_DIR: join(directory, 'data') },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    started.push(child)
    const output: Buffer[] = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk))
    const pids = await eventually(() => JSON.parse(readFileSync(pidFile, 'utf8')) as number[])
    left.push(...pids)
    child.kill(signal)
    const [code, endedBy] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    await eventually(() => expect(pids.filter(isAlive)).toEqual([]), { withinMs: 2_000 })
    return { code, endedBy, said: Buffer.concat(output).toString('utf8'), cache: filesIn(join(directory, 'cache')) }
  }

  const exitCodes = { SIGTERM: 143, SIGINT: 130 } as const

  it.each(['SIGTERM', 'SIGINT'] as const)('ends npm ci and what that has started (%s)', async (signal) => {
    const root = newDirectory()
    for (const name of ['scripts', 'package.json', 'package-lock.json']) cpSync(name, join(root, name), { recursive: true })
    mkdirSync(join(root, 'node_modules'))
    const { said, ...end } = await interrupt({ root, program: 'npm', script: ['scripts/start.mjs'] }, signal)
    expect(end).toMatchObject({ code: exitCodes[signal], endedBy: null })
    expect(said).not.toContain('npm ci failed')
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('ends the build of Temporal and takes no half of it for the whole (%s)', async (signal) => {
    const { said, ...end } = await interrupt({ root: process.cwd(), program: 'go', script: ['scripts/start.mjs'] }, signal)
    expect(end).toEqual({ code: exitCodes[signal], endedBy: null, cache: [] })
    expect(said).not.toContain('not possible (go build')
  })

  it('ends the build of Temporal that a node has begun by itself', async () => {
    const { cache, code } = await interrupt({ root: process.cwd(), program: 'go', script: ['bin/posthorn.js', 'up'] }, 'SIGTERM')
    expect({ cache, code }).toEqual({ cache: [], code: 1 })
  })
})

const filesIn = (directory: string) =>
  existsSync(directory)
    ? readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
    : []
