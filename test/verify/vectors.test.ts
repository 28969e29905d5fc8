import { afterEach, describe, expect, it, jest } from '@jest/globals'
import { createVerifier as createFastVerifier } from 'fast-jwt'
import { createPrivateKey, createPublicKey, type JsonWebKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { createPinnedKeys, createVerifier, type JwsAlgorithm, type VerifierOptions } from '../../src/verify/index.js'
import { at, codeOf } from './asking.js'
import { pemOf } from './token-signer.js'

interface Case {
  readonly name: string
  readonly expect: string
  readonly at: number
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly asymmetric?: true
  readonly b64?: boolean
  readonly decrypt?: object
}
interface Vectors {
  readonly profile: VerifierOptions['profile']
  readonly verifier: { readonly secrets?: readonly [string]; readonly issuer?: string; readonly audience?: string }
  readonly cases: readonly Case[]
}

const read = (name: string): unknown => JSON.parse(readFileSync(join('docs/vectors', name), 'utf8'))
const readVectors = (profile: string) => read(`${profile}.json`) as Vectors
const jwks = read('jwks.json') as { keys: (JsonWebKey & { kid: string; alg: JwsAlgorithm })[] }
const privateKeys = read('keys.json') as Record<string, JsonWebKey>
/** In PEM and as they are: both are taken. */
const recipients = Object.entries(privateKeys)
  .filter(([name]) => name.startsWith('recipient'))
  .map(([name, key]) => (name === 'recipient' ? pemOf(createPrivateKey({ format: 'jwk', key })) : key))
const profiles = ['standard-webhooks', 'stripe', 'jwt-header', 'jwt-body', 'jws-detached', 'secured-payload']
const casesOf = (name: string) => readVectors(name).cases.map((vector) => [vector.name, vector] as const)

function verifierOf({ profile, verifier }: Vectors, vector: Case) {
  const decrypt = vector.decrypt && { decrypt: { privateKeys: recipients, ...vector.decrypt } }
  const detached = vector.b64 === undefined ? {} : { b64: vector.b64 }
  return createVerifier({
    profile,
    ...verifier,
    keys: createPinnedKeys(jwks),
    ...decrypt,
    ...detached,
    now: at(vector.at),
  } as VerifierOptions)
}

/** Without what is random in signatures and encryption. */
const masked = (files: object): unknown =>
  JSON.parse(JSON.stringify(files).replace(/eyJ[\w-]+(\.[\w-]*){2,4}=?/g, (token) => withoutEphemeralKey(token.split('.', 1)[0]!)))

const withoutEphemeralKey = (header: string): string =>
  JSON.stringify({ ...(JSON.parse(Buffer.from(header, 'base64url').toString()) as object), epk: undefined }).replaceAll('"', '')

describe.each(profiles)('the vectors of %s', (profile) => {
  it.each(casesOf(profile))('S4-5: posthorn/verify says of "%s" what it should', async (_, vector) => {
    const vectors = readVectors(profile)
    expect((await codeOf(verifierOf(vectors, vector)(vector))) ?? 'verified').toBe(vector.expect)
  })
})

describe('the vectors (S4-5)', () => {
  afterEach(() => {
    jest.restoreAllMocks()
  })

  it('are those of the script that writes them', async () => {
    const { makeVectors } = (await import(pathToFileURL(join(process.cwd(), 'scripts/vectors.mjs')).href)) as {
      makeVectors: (keys: object) => Promise<Record<string, object>>
    }
    const made = await makeVectors(privateKeys)
    expect(masked(made)).toEqual(masked(Object.fromEntries(Object.keys(made).map((name) => [name, read(name)]))))
  })

  it.each([
    ['standardwebhooks', StandardWebhook],
    ['svix', SvixWebhook],
  ] as const)('of Standard Webhooks: the package %s agrees', (_, Webhook) => {
    const { verifier, cases } = readVectors('standard-webhooks')
    for (const { expect: expected, asymmetric, ...vector } of cases.filter((one) => isForBoth(one))) {
      jest.spyOn(Date, 'now').mockReturnValue(vector.at * 1000)
      expect([vector.name, isTaken(() => new Webhook(verifier.secrets![0]).verify(vector.body, { ...vector.headers }))]).toEqual([
        vector.name,
        expected === 'verified',
      ])
    }
  })

  it.each(['jwt-header', 'jwt-body'])('of %s: the package fast-jwt agrees about signature, issuer, audience and expiry', (profile) => {
    const { verifier, cases } = readVectors(profile)
    const beyond = ['body_altered', 'wrong_request'] // of the request, of which a token library knows nothing
    for (const vector of cases.filter((one) => one.expect !== 'malformed_token' && one.name !== 'alg none')) {
      const { alg, ...jwk } = jwks.keys.find((key) => key.alg === vector.name.split(',')[0])!
      const key = pemOf(createPublicKey({ format: 'jwk', key: jwk }))
      const options = {
        key,
        algorithms: [alg],
        clockTimestamp: vector.at * 1000,
        allowedIss: verifier.issuer!,
        allowedAud: verifier.audience!,
      }
      const verify = createFastVerifier(options) as (token: string) => unknown
      const token = vector.headers['webhook-jwt'] ?? vector.body
      expect([vector.name, isTaken(() => verify(token))]).toEqual([vector.name, ['verified', ...beyond].includes(vector.expect)])
    }
  })
})

/** They read the digits of a timestamp and leave the letters, and take no empty body. */
const isForBoth = ({ name, body, asymmetric }: Case): boolean => asymmetric !== true && body !== '' && name !== 'a timestamp with letters'

function isTaken(verify: () => unknown): boolean {
  try {
    verify()
    return true
  } catch {
    return false
  }
}
