import { describe, expect, it } from '@jest/globals'
import { judgeNodeVersion } from '../../src/cli/doctor/check-host.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { temporalAddress, temporalBin } from '../helpers/run.js'
import { emptyDirectory, posthornCommand, runCommand } from './run-command.js'

const posthorn = sharedPosthorn()
const run = posthornCommand(posthorn)

interface Report {
  readonly findings: readonly { readonly subject: string; readonly state: string; readonly found: string; readonly mend?: string }[]
}

const settings = () => ({
  DATABASE_URL: posthorn().databaseUrl,
  TEMPORAL_ADDRESS: temporalAddress(),
  TEMPORAL_NAMESPACE: posthorn().namespace,
})

async function statesOf(
  env: Record<string, string>,
  ...args: string[]
): Promise<{ exitCode: number | null; states: Record<string, string> }> {
  const { exitCode, stdout } = await run(['doctor', '--json', ...args], { env })
  return { exitCode, states: Object.fromEntries((JSON.parse(stdout) as Report).findings.map(({ subject, state }) => [subject, state])) }
}

describe('posthorn doctor', () => {
  it('finds nothing wrong with a node that works, and names the versions', async () => {
    const { exitCode, stdout } = await run(['doctor'], { env: settings() })
    expect(stdout).not.toContain('WRONG')
    expect(stdout).not.toContain('Configuration')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^Postgres +ok +version \d+/m)
    expect(stdout).toMatch(/^Temporal +ok +server \d+\.\d+/m)
    expect(stdout).toMatch(/^API key +ok +accepted/m)
  })

  it('finds what is not reachable, says how to mend it, and ends with 1', async () => {
    const env = {
      DATABASE_URL: 'postgres://nobody:secret-4711@127.0.0.1:9/none',
      TEMPORAL_ADDRESS: '127.0.0.1:9',
      POSTHORN_URL: 'http://127.0.0.1:9',
    }
    const { exitCode, stdout } = await run(['doctor'], { env })
    expect(exitCode).toBe(1)
    for (const subject of ['API', 'Postgres', 'Temporal']) expect(stdout).toMatch(new RegExp(`^${subject} +WRONG `, 'm'))
    expect(stdout).toContain('To mend it')
    expect(stdout).not.toContain('secret')
  })

  it.each([
    ['a key that is not accepted', 'API key', { POSTHORN_API_KEY: 'not-a-key-of-this-installation' }],
    ['a namespace that is not there', 'Temporal', { TEMPORAL_NAMESPACE: 'nowhere' }],
    ['a variable that is not understood', 'Configuration', { POSTHORN_ROLES: 'api,cook' }],
    ['a data directory that cannot be written', 'Data directory', { POSTHORN_DATA_DIR: '/dev/null/data' }],
  ])('finds %s', async (_, subject, env) => {
    const { exitCode, states } = await statesOf({ ...settings(), ...env })
    expect({ exitCode, state: states[subject] }).toEqual({ exitCode: 1, state: 'wrong' })
  })

  it('needs no node to look at what is here', async () => {
    const { exitCode, stdout } = await runCommand(['doctor'], {
      env: { POSTHORN_URL: 'http://127.0.0.1:9', POSTHORN_TEMPORAL_BIN: temporalBin(), POSTHORN_DATA_DIR: emptyDirectory() },
    })
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^Temporal executable +ok .*temporal version/m)
  })

  it('knows which Node is too old', () => {
    expect(judgeNodeVersion('20.19.9')).toMatchObject({ state: 'wrong', mend: 'install Node 20.20 or later' })
    expect([judgeNodeVersion('20.20.0').state, judgeNodeVersion('24.1.0').state]).toEqual(['ok', 'ok'])
  })
})

describe('posthorn migrate', () => {
  it('says that a migrated database is up to date', async () => {
    expect(await run(['migrate'], { env: settings() })).toMatchObject({ exitCode: 0, stdout: 'up to date\n' })
  })

  it('says why a database cannot be reached', async () => {
    const { exitCode, stderr } = await run(['migrate'], { env: { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' } })
    expect({ exitCode, lines: stderr.trimEnd().split('\n').length }).toEqual({ exitCode: 1, lines: 1 })
  })
})
