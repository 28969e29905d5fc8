import { describe, expect, it, jest } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

jest.setTimeout(180_000)

const buildStamp = join('dist', '.build-stamp')
const newDirectory = () => mkdtempSync(join(tmpdir(), 'posthorn-set-up-'))

interface Script {
  readonly script?: string
  readonly env?: Record<string, string>
  /** Code that Node runs before the script: how the machine differs from this one. */
  readonly first?: string
}

/** A script of the clone in `root`, run to its end. */
function run(root: string, { script = 'scripts/setup.mjs', env = {}, first = '' }: Script = {}) {
  const { PATH, HOME, XDG_CACHE_HOME } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', `data:text/javascript,${first}`, join(root, script)], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH, HOME, ...(XDG_CACHE_HOME !== undefined && { XDG_CACHE_HOME }), ...env },
  })
  return { status, stdout, stderr: stderr.trimEnd().split('\n') }
}

/** A clone without packages, and an npm that only writes down how it was called. */
function cloneWithNpm({ status }: { status: number }) {
  const root = newDirectory()
  for (const name of ['scripts', 'package.json', 'package-lock.json']) cpSync(name, join(root, name), { recursive: true })
  const bin = join(root, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\necho "$@" >> '${join(root, 'npm.calls')}'\nexit ${status}\n`)
  chmodSync(join(bin, 'npm'), 0o755)
  return { root, env: { PATH: `${bin}:/usr/bin:/bin` }, calls: () => readFileSync(join(root, 'npm.calls'), 'utf8') }
}

/** What npm ci leaves behind when it has installed these packages. */
function leaveInstalled(root: string, packages: object): void {
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }))
}

describe('the set-up', () => {
  it('does nothing when there is nothing to do', () => {
    expect(run(process.cwd())).toMatchObject({ status: 0 })
    const { mtimeMs } = statSync(buildStamp)
    expect(run(process.cwd())).toEqual({ status: 0, stdout: '', stderr: [''] })
    expect(statSync(buildStamp).mtimeMs).toBe(mtimeMs)
  })

  it('installs the packages of a fresh clone', () => {
    const { root, env, calls } = cloneWithNpm({ status: 1 })
    const { status, stderr } = run(root, { env })
    expect({ status, stderr }).toEqual({ status: 1, stderr: [expect.stringMatching(/^posthorn: npm ci failed.*check the connection/)] })
    expect(calls()).toMatch(/^ci /)
  })

  it('installs again when the lock file has changed', () => {
    const { root, env, calls } = cloneWithNpm({ status: 1 })
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, object> }
    leaveInstalled(root, { ...packages, 'node_modules/express': { version: '1.0.0' } })
    expect(run(root, { env })).toMatchObject({ status: 1, stdout: 'Installing packages (npm ci)\n' })
    expect(calls()).toMatch(/^ci [^\n]*\n$/)
  })

  it('takes the variables of the file .env, those of the environment first', () => {
    const { root, env } = cloneWithNpm({ status: 1 })
    writeFileSync(join(root, 'bin', 'npm'), '#!/bin/sh\necho "$POSTHORN_HTTP_PORT $POSTHORN_LOG_LEVEL"\n')
    writeFileSync(join(root, '.env'), '# my own\nPOSTHORN_HTTP_PORT=9999\nPOSTHORN_LOG_LEVEL=debug\n')
    const seenBy = (script: string) => run(root, { script, env: { ...env, POSTHORN_LOG_LEVEL: 'warn' } }).stdout
    expect(seenBy('scripts/start.mjs')).toContain('9999 warn')
    expect(seenBy('scripts/setup.mjs')).not.toContain('9999')
  })

  it('says that npm is missing', () => {
    const { root } = cloneWithNpm({ status: 0 })
    const { status, stderr } = run(root, { env: { PATH: '/nowhere' } })
    expect({ status, stderr }).toEqual({ status: 1, stderr: [expect.stringMatching(/^posthorn: npm cannot be run .*install npm/)] })
  })

  it('says that Node is too old', () => {
    const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.6' } })`
    expect(run(process.cwd(), { script: 'scripts/start.mjs', first: old })).toEqual({
      status: 1,
      stdout: '',
      stderr: ['posthorn: Node 20.19.6 is too old: install Node 20.20 or later (https://nodejs.org)'],
    })
  })

  it('says what to install where there is no Temporal, no network and no Go', () => {
    const offline = `globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'))`
    const env = { PATH: '/nowhere', XDG_CACHE_HOME: newDirectory(), POSTHORN_DATA_DIR: join(newDirectory(), 'data') }
    const { status, stderr } = run(process.cwd(), { script: 'scripts/start.mjs', first: offline, env })
    const line =
      /^posthorn: There is no Temporal server\. Tried: .*Go is not installed\. Install the Temporal CLI .* or Go .*TEMPORAL_ADDRESS/
    expect({ status, stderr }).toEqual({ status: 1, stderr: [expect.stringMatching(line)] })
  })
})
