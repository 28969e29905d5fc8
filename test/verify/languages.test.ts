import { afterAll, describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nimbusJwtJar } from '../helpers/java.js'
import { pythonWithJwt } from '../helpers/python.js'
import * as signer from './token-signer.js'

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

const [builtForTokens, jar] = [join(directory, 'verify-token'), nimbusJwtJar() ?? 'nimbus-jose-jwt.jar']
const python = pythonWithJwt() ?? 'python3'
const phpLibrary = `require getenv('COMPOSER_AUTOLOAD') ?: 'vendor/autoload.php'; exit(class_exists('Firebase\\JWT\\JWT') ? 0 : 1);`
const tokenLanguages: readonly Language[] = [
  { name: 'Python with PyJWT', probe: [python, '-c', 'import jwt'], run: [python, 'docs/verify/webhook_jwt.py'] },
  {
    name: 'Go',
    probe: ['go', 'version'],
    build: ['go', 'build', '-o', builtForTokens, 'docs/verify/webhook_jwt.go'],
    run: [builtForTokens],
  },
  {
    name: 'Java with Nimbus',
    probe: ['javap', '-cp', jar, 'com.nimbusds.jwt.JWTClaimsSet'],
    build: ['javac', '-cp', jar, '-d', directory, 'docs/verify/WebhookJwt.java'],
    run: ['java', '-cp', `${directory}:${jar}`, 'WebhookJwt'],
  },
  { name: 'PHP with firebase/php-jwt', probe: ['php', '-r', phpLibrary], run: ['php', 'docs/verify/webhook_jwt.php'] },
  { name: 'Ruby with jwt', probe: ['ruby', '-e', 'require "jwt"'], run: ['ruby', 'docs/verify/webhook_jwt.rb'] },
]

function call([program, ...args]: readonly [string, ...string[]], options: { env?: Record<string, string>; input?: string } = {}) {
  const { PATH = '', HOME = '', COMPOSER_AUTOLOAD } = process.env
  const libraries = COMPOSER_AUTOLOAD === undefined ? {} : { COMPOSER_AUTOLOAD }
  return spawnSync(program, args, { encoding: 'utf8', input: options.input ?? '', env: { PATH, HOME, ...libraries, ...options.env } })
}

const isHere = ({ probe }: Language): boolean => call(probe).status === 0
const isThere = (list: readonly Language[]) => ({ here: list.filter(isHere), away: list.filter((language) => !isHere(language)) })
const namesOf = (list: readonly Language[]): string => list.map(({ name }) => name).join(', ') || 'none'
const { here, away } = isThere(languages)
const tokens = isThere(tokenLanguages)

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

  it(`ran in ${namesOf(here)}; NOT run, not on this machine: ${namesOf(away)}`, () => {
    expect(here.map(({ name }) => name)).toContain('Node')
  })
})

const nowSeconds = Math.floor(Date.now() / 1000)
const fresh = (claims: object = {}) => ({ iat: nowSeconds, exp: nowSeconds + 300, ...claims })
const token = (claims: object = {}, signing: signer.Signing = {}) => signer.headerToken(fresh(claims), signing)

/** What each has to refuse; all but the last have the right body. */
const forged: Readonly<Record<string, () => string | Promise<string>>> = {
  'an altered signature': async () => (await token()).replace(/....(?=.{8}$)/, 'AAAA'),
  'another receiver': () => token({ aud: 'sub_2' }),
  'another sender': () => token({ iss: 'https://other.example' }),
  'an old token': () => token({ iat: nowSeconds - 900, exp: nowSeconds - 600 }),
  'a token of the future': () => token({ iat: nowSeconds + 600, exp: nowSeconds + 900 }),
  'no expiry': () => token({ exp: undefined }),
  'no time': () => token({ iat: undefined }),
  'another method': () => token({ htm: 'GET' }),
  'no hash of the body': () => token({ request_body_sha256: undefined }),
  'another type': () => token({}, { header: { typ: 'secevent+jwt' } }),
  'an unknown key': () => token({}, { header: { kid: 'unknown' } }),
  'the key of somebody else': () => token({}, { byStranger: true }),
  'another algorithm than the configured one': () => token({}, { alg: 'EdDSA' }),
  'an RSA key': () => token({}, { alg: 'RS256' }),
  'no signature': async () => {
    const header = Buffer.from(`{"alg":"none","kid":"${signer.kidOf('ES256')}","typ":"webhook+jwt"}`).toString('base64url')
    return `${header}.${(await token()).split('.')[1]!}.`
  },
  'a shared secret that is the public key': async () => {
    const header = Buffer.from(`{"alg":"HS256","kid":"${signer.kidOf('ES256')}","typ":"webhook+jwt"}`).toString('base64url')
    const input = `${header}.${(await token()).split('.')[1]!}`
    return `${input}.${createHmac('sha256', signer.pemOf(signer.pairs.ES256.publicKey)).update(input).digest('base64url')}`
  },
  'no token': () => 'nonsense',
}

describe('the example of docs/verify for tokens (S3-14, S4-5)', () => {
  const file = join(directory, 'jwks.json')
  writeFileSync(file, JSON.stringify(signer.jwks))
  const say = ({ run }: Language, WEBHOOK_JWT: string, body = signer.body.toString()): string =>
    call(run, {
      env: { JWKS_FILE: file, WEBHOOK_JWT, ISSUER: signer.parties.issuer, AUDIENCE: signer.parties.audience },
      input: body,
    }).stdout.trim()

  it.each(tokens.here)(
    'in $name takes a token that is signed, for the body it was signed for, and no other',
    async (language) => {
      if (language.build !== undefined) expect(call(language.build)).toMatchObject({ status: 0, stderr: '' })
      expect(say(language, await token())).toBe('verified')
      expect(say(language, await token(), '{}')).toBe('refused')
      for (const [name, make] of Object.entries(forged)) expect([name, say(language, await make())]).toEqual([name, 'refused'])
    },
    240_000,
  )

  it(`ran in ${namesOf(tokens.here)}; NOT run, not on this machine: ${namesOf(tokens.away)}`, () => {
    expect(tokenLanguages).toHaveLength(tokens.here.length + tokens.away.length)
  })
})
