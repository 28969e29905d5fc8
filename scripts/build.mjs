// Compiles src to dist, bundles the workflows and the console. Nothing is done when no source has changed since the last build.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { buildConsole, isConsoleBuilt } from './build-console.mjs'
import { digestOf, filesUnder, hasStamp } from './digest.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const stampFile = join(root, 'dist', '.build-stamp')
const bundleFile = join(root, 'dist', 'workflow-bundle.js')
const bundleParts = ['workflows', 'domain', 'contract']

/** Whether dist was built from the sources as they are now. */
export function isBuilt() {
  return areSourcesBuilt() && isConsoleBuilt()
}

/** Builds what is out of date. Throws when a step fails; the compiler has said why by then. */
export async function build() {
  mkdirSync(join(root, 'dist'), { recursive: true })
  if (!areSourcesBuilt()) await buildSources()
  await buildConsole()
}

const areSourcesBuilt = () => existsSync(bundleFile) && hasStamp(stampFile, stampOf(root))

async function buildSources() {
  const stamp = stampOf(root)
  rmSync(stampFile, { force: true }) // what an interrupted build leaves is of no source
  compile(root)
  compileVerify()
  await bundleWorkflows()
  writeFileSync(stampFile, stamp)
}

/** What receivers import, once more for those who require() it, with the types of both. */
function compileVerify() {
  const [esm, cjs] = ['verify', 'verify-cjs'].map((name) => join(root, 'dist', name))
  compile(join(root, 'tsconfig.verify.json'))
  writeFileSync(join(cjs, 'package.json'), '{ "type": "commonjs" }\n')
  const types = readdirSync(cjs).filter((name) => name.endsWith('.d.ts'))
  for (const name of types) copyFileSync(join(cjs, name), join(esm, name))
}

function compile(project) {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  const { status } = spawnSync(process.execPath, [tsc, '-p', project], { cwd: root, stdio: 'inherit' })
  if (status !== 0) throw new Error('The sources do not compile')
}

async function bundleWorkflows() {
  const entry = join(root, 'dist', 'workflows', 'index.js')
  if (!existsSync(entry)) return
  const stamp = digestOf(bundleParts.flatMap((part) => filesUnder(join(root, 'dist', part))).filter((file) => file.endsWith('.js')))
  const bundleStamp = join(root, 'dist', '.bundle-stamp')
  if (existsSync(bundleFile) && hasStamp(bundleStamp, stamp)) return
  const { bundleWorkflowCode } = await import('@temporalio/worker')
  const quiet = { trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error, log() {} }
  const { code } = await bundleWorkflowCode({ workflowsPath: entry, logger: quiet })
  writeFileSync(bundleFile, code)
  writeFileSync(bundleStamp, stamp)
}

function stampOf(directory) {
  const sources = filesUnder(join(directory, 'src')).filter((file) => file.endsWith('.ts'))
  return digestOf([
    ...sources,
    join(directory, 'tsconfig.json'),
    join(directory, 'tsconfig.verify.json'),
    join(directory, 'package-lock.json'),
  ])
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await build().catch((error) => {
    console.error(`posthorn: ${error.message}`)
    process.exitCode = 1
  })
}
