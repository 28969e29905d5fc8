// Brings a fresh clone to the point where it runs: Node, packages, build, Temporal. Uses nothing but Node itself,
// because there may be no packages yet. When nothing is to do it takes a moment only.
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { run } from './run.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const oldestNode = [20, 20]
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Everything, in order. Throws an Error whose message is one line with the remedy. */
export async function setUp(signal) {
  requireNode()
  await installPackages(signal)
  await buildSources(signal)
  await provideTemporal(signal)
}

/**
 * Runs a task of this clone to its end, with its errors told in one line. The task ends what it has started when the
 * signal it is given aborts: somebody wants this process to end.
 */
export async function orFail(task) {
  const abort = new AbortController()
  let asked
  const hear = (name) => {
    asked ??= name
    abort.abort()
  }
  for (const name of endings) process.on(name, hear)
  const error = await task(abort.signal).catch((reason) => reason)
  for (const name of endings) process.off(name, hear)
  if (asked !== undefined) process.exit(128 + constants.signals[asked])
  if (error === undefined) return
  console.error(`posthorn: ${error.message}`)
  process.exit(1)
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [oldestMajor, oldestMinor] = oldestNode
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return
  throw new Error(`Node ${process.versions.node} is too old: install Node ${oldestNode.join('.')} or later (https://nodejs.org)`)
}

async function installPackages(signal) {
  if (isInstalled()) return
  console.log('Installing packages (npm ci)')
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, signal }).catch((error) => {
    signal.throwIfAborted()
    throw new Error(`npm cannot be run (${error.message}): install npm 10 or later`)
  })
  if (code !== 0) throw new Error('npm ci failed; its message is above: check the connection to the package registry')
}

// npm writes down what it has installed when it has finished; packages of other platforms are left out.
function isInstalled() {
  const installedFile = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(installedFile)) return false
  const packagesIn = (file) => JSON.parse(readFileSync(file, 'utf8')).packages
  const installed = packagesIn(installedFile)
  const wanted = Object.entries(packagesIn(join(root, 'package-lock.json'))).filter(([path]) => path !== '')
  return wanted.every(([path, { version, optional }]) => installed[path]?.version === version || (optional && !(path in installed)))
}

async function buildSources(signal) {
  const { isBuilt } = await import('./build.mjs')
  if (isBuilt()) return
  console.log('Building')
  const code = await run(process.execPath, [join(root, 'scripts', 'build.mjs')], { cwd: root, signal })
  if (code !== 0) throw new Error('the build failed; its message is above')
}

async function provideTemporal(signal) {
  const fromDist = (file) => import(pathToFileURL(join(root, 'dist', file)).href)
  const { readConfig } = await fromDist('config.js')
  const read = readConfig(process.env)
  // mistakes in the variables are told by the program that is about to start
  if (!read.ok || !read.config.temporal.embedded) return
  const { obtainTemporal } = await fromDist('embedded/temporal-binary.js')
  await obtainTemporal({ ...read.config.temporal, tell: (line) => console.log(line), signal })
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await orFail(setUp)
