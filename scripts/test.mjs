// npm test: everything that CI runs. The last line says how many tests and checks passed and failed.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { percentOf, readCoverage } from './coverage.mjs'
import { orFail, setUp } from './setup.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name) => join(root, 'node_modules', '.bin', name)

/** Each counts as one, beside the tests. The commands are those of package.json. */
const checks = [
  { name: 'format', command: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', command: [bin('eslint'), '.'] },
  { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
  { name: 'import rules', command: ['npm', 'run', '--silent', 'imports'] },
  { name: 'unused code', command: ['npm', 'run', '--silent', 'unused'] },
  { name: 'OpenAPI in sync', command: ['npm', 'run', '--silent', 'openapi', '--', '--check'] },
]

/** Of the lines of src; src/domain has a threshold of its own in jest.config.mjs. */
const wantedPercent = 90

await orFail(setUp)
const running = new Set()
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal)
    process.exit(128 + constants.signals[signal])
  })
}

const results = await Promise.all(checks.map(runCheck))
const tests = await runAllTests(process.argv.slice(2))
const passed = tests.passed + results.filter((ok) => ok).length
const failed = tests.failed + results.filter((ok) => !ok).length
process.exitCode = failed > 0 ? 1 : 0
console.log(`${passed} passed, ${failed} failed`)

async function runCheck({ name, command }) {
  const startedAt = Date.now()
  const { code, output } = await run(command, { quiet: true })
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`)
  if (code !== 0) console.log(output.trimEnd())
  return code === 0
}

/** What kills processes and looks at the clock has the machine for itself. */
async function runAllTests(args) {
  if (args.length > 0) return runTests(args)
  return sumOf([await runCovered(), await runTests(['--selectProjects', 'chaos', '--runInBand'])])
}

function sumOf(runs) {
  return {
    passed: runs.reduce((sum, { passed }) => sum + passed, 0),
    failed: runs.reduce((sum, { failed }) => sum + failed, 0),
  }
}

/**
 * The coverage counts as one check, beside the tests it is the coverage of: of the unit tests themselves, and of all programs that any
 * test starts. What the others run of src beside those is not counted: counting it would take them a fifth longer.
 */
async function runCovered() {
  const directory = mkdtempSync(join(tmpdir(), 'posthorn-coverage-'))
  const v8Directory = join(directory, 'children')
  mkdirSync(v8Directory)
  try {
    const coverage = ['--coverage', '--coverageReporters=json', `--coverageDirectory=${directory}`]
    const env = { POSTHORN_TEST_V8_COVERAGE: v8Directory }
    const units = await runTests(['--selectProjects', 'unit', ...coverage], env)
    const tests = sumOf([units, await runTests(['--selectProjects', 'servers'], env)])
    const percent = percentOf(readCoverage({ jestFile: join(directory, 'coverage-final.json'), v8Directory }))
    const ok = percent >= wantedPercent
    console.log(`${ok ? 'ok  ' : 'FAIL'} coverage (${percent} % of the lines of src, ${wantedPercent} % are wanted)`)
    return { passed: tests.passed + (ok ? 1 : 0), failed: tests.failed + (ok ? 0 : 1) }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function runTests(args, env = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'posthorn-results-'))
  const resultFile = join(directory, 'results.json')
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', join(root, 'node_modules', 'jest', 'bin', 'jest.js')]
  try {
    const { code } = await run([process.execPath, ...jest, '--json', `--outputFile=${resultFile}`, ...args], { quiet: false, env })
    return countOf(resultFile, code)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** A suite that could not even be loaded counts as one failure, and so does a run that ended badly for another reason. */
function countOf(resultFile, code) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(resultFile, 'utf8'))
    const failed = numFailedTests + numRuntimeErrorTestSuites
    return { passed: numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed }
  } catch {
    return { passed: 0, failed: 1 }
  }
}

function run([command, ...args], { quiet, env = {} }) {
  return new Promise((resolve) => {
    // --json prints the results on standard output, too: they are read from the file
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'ignore', 'inherit'],
    })
    running.add(child)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text))
    child.once('error', (error) => resolve({ code: 1, output: error.message }))
    child.once('close', (code) => {
      running.delete(child)
      resolve({ code: code ?? 1, output })
    })
  })
}
