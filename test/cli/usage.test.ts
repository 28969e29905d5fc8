import { describe, expect, it } from '@jest/globals'
import { cpSync, mkdirSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { emptyDirectory, runCommand } from './run-command.js'

const noNode = { POSTHORN_URL: 'http://127.0.0.1:9', POSTHORN_API_KEY: 'some-key' }

const commands = [
  'up',
  'migrate',
  'doctor',
  'listen',
  'verify',
  'completion',
  'reports undelivered',
  'subjects erase',
  ...['publish', 'show', 'list'].map((name) => `events ${name}`),
  ...['list', 'show', 'create', 'update', 'delete'].map((name) => `event-types ${name}`),
  ...['create', 'list', 'show', 'rename', 'move'].map((name) => `accounts ${name}`),
  ...['create', 'list', 'revoke'].map((name) => `api-keys ${name}`),
  ...['create', 'list', 'show', 'update', 'delete'].map((name) => `members ${name}`),
  ...['create', 'list', 'show', 'watch', 'pause', 'resume', 'cancel'].map((name) => `replays ${name}`),
  ...['list', 'verify'].map((name) => `audit ${name}`),
  ...['create', 'list', 'show', 'update', 'activate', 'pause', 'resume', 'delete', 'rotate-secret', 'feed'].map(
    (name) => `subscriptions ${name}`,
  ),
  ...['list', 'show', 'attempts', 'workflow', 'watch', 'cancel', 'retry-now', 'replay'].map((name) => `notifications ${name}`),
]

describe('posthorn', () => {
  it.each(commands)('%s --help has an example of that command', async (command) => {
    const { exitCode, stdout, stderr } = await runCommand([...command.split(' '), '--help'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout.slice(stdout.indexOf('\nExample'))).toContain(`$ posthorn ${command}`)
  })

  it('--version is the one of the package', async () => {
    expect((await runCommand(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('runs as npx posthorn in the clone', () => {
    const env = { PATH: process.env['PATH'], HOME: emptyDirectory(), npm_config_offline: 'true' }
    const { status, stdout } = spawnSync('npx', ['posthorn', '--version'], { encoding: 'utf8', env })
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  })

  it.each(['--help', 'completion bash'])('%s ends quietly when nobody reads on', (args) => {
    const script = `set -o pipefail; "$0" bin/posthorn.js ${args} | true`
    const { status, stderr } = spawnSync('bash', ['-c', script, process.execPath], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  it.each([
    [['nothing'], "unknown command 'nothing'"],
    [['events', 'publish', '--data', '{}'], "required option '--type <type>' not specified"],
    [['events', 'show'], "missing required argument 'id'"],
    [['notifications', 'list', '--state', 'lost'], 'Allowed choices are pending, retrying'],
    [['notifications', 'list', '--limit', '101'], 'Expected a whole number from 1 to 100'],
    [['notifications', 'list', '--after', 'soon'], 'Expected an instant'],
    [['subscriptions', 'create', 'https://a.example', '--events', '*', '--schedule', 'never'], 'Expected payments-72h, standard-webhooks'],
    [['subscriptions', 'create', 'https://a.example', '--events', '*', '--scope', 'all'], 'Expected self or descendants'],
    [['subscriptions', 'create', 'https://a.example', '--events', '*', '--style', 'soap'], 'Allowed choices are native, unipay'],
    [['api-keys', 'create', 'x'], 'say --scopes: what the key may do'],
    [['api-keys', 'create', 'x', '--scopes', '*', '--expires', 'later'], '12h, 90d for that long from now'],
    [['audit', 'verify', '--expect', '12'], 'Expected a head as verify prints it'],
    [['subscriptions', 'create', 'https://a.example', '--events', '*', '--filter', '{path}'], '--filter must be JSON'],
    [['completion', 'csh'], 'Allowed choices are bash, zsh, fish'],
    [['doctor', '--url', 'nonsense'], 'nonsense is not the address of an API'],
    [['events', 'publish', '--type', 'a.b', '--data', '[]'], '--data must be a JSON object'],
    [['events', 'publish', '--type', 'a.b', '--data', '@/nowhere.json'], 'cannot read /nowhere.json: ENOENT'],
  ])('%j is a usage error: one line, exit code 2', async (args, message) => {
    const { exitCode, stdout, stderr } = await runCommand(args, { env: noNode })
    expect({ exitCode, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ exitCode: 2, stdout: '', lines: 1 })
    expect(stderr).toContain(message)
  })

  it('refuses data that is not UTF-8 instead of sending other bytes', async () => {
    const stdin = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])
    const { exitCode, stderr } = await runCommand(['events', 'publish', '--type', 'a.b', '--data', '-'], { env: noNode, stdin })
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: 'posthorn: standard input is not UTF-8 text\n' })
  })

  it('a group alone shows its help and is a usage error', async () => {
    const { exitCode, stderr } = await runCommand(['events'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('publish [options]')
  })

  it('no node: one line that says what to do, exit code 1', async () => {
    const { exitCode, stdout, stderr } = await runCommand(['events', 'list'], { env: noNode })
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(stderr).toMatch(
      /^posthorn: no answer from http:\/\/127\.0\.0\.1:9 \(.+\): npm start begins a node, posthorn doctor looks around\n$/,
    )
  })

  it('no key: one line that says where one comes from', async () => {
    const { exitCode, stderr } = await runCommand(['events', 'list'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('set POSTHORN_API_KEY')
  })

  it('--json prints a failure as a problem', async () => {
    const { exitCode, stdout, stderr } = await runCommand(['events', 'list', '--json'], { env: noNode })
    expect({ exitCode, stderr, problem: JSON.parse(stdout) as unknown }).toMatchObject({
      exitCode: 1,
      stderr: '',
      problem: { code: 'unreachable' },
    })
  })

  it('says what to do when it is not built', () => {
    const clone = emptyDirectory()
    mkdirSync(join(clone, 'bin'))
    cpSync('bin/posthorn.js', join(clone, 'bin/posthorn.mjs'))
    const { status, stderr } = spawnSync(process.execPath, [join(clone, 'bin/posthorn.mjs'), 'up'], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'posthorn: not built yet: run npm start or npm run build first\n' })
  })

  it('migrate without DATABASE_URL says that there is nothing to migrate', async () => {
    const { exitCode, stderr } = await runCommand(['migrate'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('DATABASE_URL is not set')
  })
})
