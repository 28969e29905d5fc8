import { afterAll, describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Vectors {
  readonly verifier: { readonly secrets: readonly [string] }
  readonly cases: readonly { name: string; expect: string; at: number; headers: Record<string, string>; body: string; asymmetric?: true }[]
}

const vectors = JSON.parse(readFileSync('docs/vectors/standard-webhooks.json', 'utf8')) as Vectors
const symmetric = vectors.cases.filter(({ asymmetric }) => asymmetric !== true)
const directory = mkdtempSync(join(tmpdir(), 'posthorn-languages-'))
afterAll(() => rmSync(directory, { recursive: true }))
const built = join(directory, 'verify')

interface Language {
  readonly name: string
  /** Says that the runtime is there. */
  readonly probe: readonly [string, ...string[]]
  readonly build?: readonly [string, ...string[]]
  readonly run: readonly [string, ...string[]]
}

const languages: readonly Language[] = [
  { name: 'Node', probe: ['node', '--version'], run: ['node', 'docs/verify/standard-webhooks.mjs'] },
  { name: 'Python', probe: ['python3', '--version'], run: ['python3', 'docs/verify/standard_webhooks.py'] },
  { name: 'Go', probe: ['go', 'version'], build: ['go', 'build', '-o', built, 'docs/verify/standard_webhooks.go'], run: [built] },
  {
    name: 'Java',
    probe: ['javac', '-version'],
    build: ['javac', '-d', directory, 'docs/verify/StandardWebhooks.java'],
    run: ['java', '-cp', directory, 'StandardWebhooks'],
  },
  { name: 'PHP', probe: ['php', '--version'], run: ['php', 'docs/verify/standard_webhooks.php'] },
  { name: 'Ruby', probe: ['ruby', '--version'], run: ['ruby', 'docs/verify/standard_webhooks.rb'] },
]

function call([program, ...args]: readonly [string, ...string[]], options: { env?: Record<string, string>; input?: string } = {}) {
  const { PATH = '', HOME = '' } = process.env
  return spawnSync(program, args, { encoding: 'utf8', input: options.input ?? '', env: { PATH, HOME, ...options.env } })
}

const isHere = ({ probe }: Language): boolean => call(probe).status === 0
const here = languages.filter(isHere)
const away = languages.filter((language) => !here.includes(language))

describe('the example of docs/verify (S3-14, S4-5)', () => {
  it.each(here)(
    'in $name takes and refuses the vectors as it should',
    ({ build, run }) => {
      if (build !== undefined) expect(call(build)).toMatchObject({ status: 0, stderr: '' })
      for (const { name, expect: expected, at, headers, body } of symmetric) {
        const values = Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toUpperCase().replaceAll('-', '_'), value]))
        const env = { WEBHOOK_SECRET: vectors.verifier.secrets[0], NOW: String(at), ...values }
        const said = call(run, { env, input: body }).stdout.trim()
        expect([name, said]).toEqual([name, expected === 'verified' ? 'verified' : 'refused'])
      }
    },
    240_000,
  )

  it(`ran in ${here.map(({ name }) => name).join(', ')}; NOT run, not on this machine: ${away.map(({ name }) => name).join(', ') || 'none'}`, () => {
    expect(here.map(({ name }) => name)).toContain('Node')
  })
})
