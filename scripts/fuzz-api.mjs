// npm run fuzz-api [-- options of schemathesis run]: generated requests against a live node, by its own OpenAPI document.
// Every answer must be no server error, documented, and as the document says. Needs python3 with venv.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { orFail, setUp } from './setup.mjs'

const version = '4.32.5'
const wantedCases = 20_000
const root = fileURLToPath(new URL('..', import.meta.url))
const venv = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'posthorn', `schemathesis-${version}`)
const key = 'key-for-generated-requests-0123456789'

await orFail(setUp)
await orFail(install)
const { anyFreePort } = await import('../dist/embedded/ports.js')
const port = await anyFreePort()
const dataDir = mkdtempSync(join(tmpdir(), 'posthorn-fuzz-'))
const node = spawn(process.execPath, [join(root, 'bin/posthorn.js'), 'up', '--no-demo'], {
  env: {
    ...process.env,
    POSTHORN_HTTP_PORT: String(port),
    POSTHORN_DATA_DIR: dataDir,
    POSTHORN_BOOTSTRAP_API_KEY: key,
    // the requests come faster than anybody asks, and the endpoints in them are nobody's
    POSTHORN_REQUESTS_PER_SECOND: '0',
    POSTHORN_PUBLISHES_PER_SECOND: '0',
    POSTHORN_ACTIVATION_CHECK: 'none',
  },
  stdio: ['ignore', 'ignore', 'inherit'],
})
try {
  await untilReady(`http://127.0.0.1:${port}/readyz`)
  process.exitCode = await fuzz(`http://127.0.0.1:${port}/openapi.json`)
} finally {
  node.kill('SIGTERM')
  await new Promise((resolve) => node.once('exit', resolve))
  rmSync(dataDir, { recursive: true, force: true })
}

/** Schemathesis, kept in the user's cache. */
async function install() {
  if (existsSync(join(venv, 'bin', 'schemathesis'))) return
  console.log(`Installing schemathesis ${version} into ${venv}`)
  const steps = [
    ['python3', ['-m', 'venv', venv]],
    [join(venv, 'bin', 'pip'), ['install', '--quiet', `schemathesis==${version}`]],
  ]
  for (const [command, args] of steps) {
    const { status } = spawnSync(command, args, { stdio: 'inherit' })
    if (status !== 0) throw new Error(`${command} failed: python3 with venv and pip is needed`)
  }
}

async function untilReady(url) {
  for (;;) {
    if (node.exitCode !== null) throw new Error('the node did not start')
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Its exit code, or 1 when it has generated too few cases to say anything. */
async function fuzz(url) {
  // A key that takes away its own rights would end the run; whoever may do that is tested elsewhere.
  const kept = ['--exclude-operation-id', 'revokeApiKey']
  const amount = ['--checks', 'all', '--phases', 'examples,coverage,fuzzing', '--max-examples', '200', '--continue-on-failure']
  const args = ['run', url, '--header', `Authorization: Bearer ${key}`, ...amount, ...kept, '--suppress-health-check', 'all', '--no-color']
  const config = ['--config-file', join(root, 'scripts', 'fuzz-api.toml')]
  const child = spawn(join(venv, 'bin', 'schemathesis'), [...config, ...args, ...process.argv.slice(2)], {
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
    process.stdout.write(chunk)
  })
  const code = await new Promise((resolve) => child.once('exit', resolve))
  const cases = Number(/(\d[\d,]*) generated/.exec(printed)?.[1]?.replaceAll(',', '') ?? 0)
  if (cases >= wantedCases || process.argv.length > 2) return code ?? 1
  console.error(`${cases} cases were generated: ${wantedCases} are wanted`)
  return 1
}
