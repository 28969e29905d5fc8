import { createJwks, createPinnedKeys, type JwsAlgorithm, type Profile, type VerifierOptions } from '../../verify/index.js'
import { readFileSync } from 'node:fs'
import { usageFailure } from '../failure.js'
import { given } from '../options.js'

export interface VerifyOptions {
  readonly secretEnv?: readonly string[]
  readonly secretFile?: string
  readonly jwksFile?: string
  readonly jwksUrl?: string
  readonly alg?: readonly JwsAlgorithm[]
  readonly issuer?: string
  readonly audience?: string
  readonly header?: string
  readonly profile?: Profile
  readonly detachedPlain?: true
  readonly privateKeyFile?: string
  readonly body?: string
  readonly at?: string
}

type Env = Readonly<Record<string, string | undefined>>

/** How this profile is to be verified, from what was given; a text where something is missing for it. */
export function toVerifierOptions(profile: Profile, options: VerifyOptions, env: Env): VerifierOptions | string {
  if (profile === 'standard-webhooks' || profile === 'stripe') return bySecrets(profile, options, env)
  const keys = readKeys(options)
  if (keys === undefined) return 'give the keys of the sender: --jwks-file FILE, or --jwks-url URL'
  const jws = { keys, ...given({ algorithms: options.alg }) }
  if (profile === 'jws-detached') return { profile, ...jws, ...given({ header: options.header }), b64: options.detachedPlain !== true }
  if (profile === 'secured-payload') return { profile, ...jws, ...readDecryption(options) }
  const { issuer, audience } = options
  if (issuer === undefined || audience === undefined) return 'give whom it should be from and for: --issuer and --audience'
  return { profile, ...jws, issuer, audience, ...(profile === 'jwt-header' && given({ header: options.header })) }
}

/** Public keys are of signatures v1a. */
function bySecrets(profile: 'standard-webhooks' | 'stripe', options: VerifyOptions, env: Env): VerifierOptions | string {
  const read = readSecrets(options, env)
  if (read.length === 0) return 'give its secret: --secret-env NAME or --secret-file FILE'
  const [publicKeys, secrets] = [read.filter(isPublic), read.filter((text) => !isPublic(text))]
  return profile === 'stripe' ? { profile, secrets, ...given({ header: options.header }) } : { profile, secrets, publicKeys }
}

const isPublic = (text: string): boolean => text.startsWith('whpk_')

/** Whatever it was encrypted with: which one is agreed is for the receiver to insist on. */
function readDecryption({ privateKeyFile }: VerifyOptions) {
  if (privateKeyFile === undefined) return {}
  const text = readText(privateKeyFile).trim()
  const privateKeys = [text.startsWith('{') ? (JSON.parse(text) as object) : text]
  const algorithms = ['RSA-OAEP-256', 'RSA-OAEP', 'ECDH-ES+A256KW'] as const
  return { decrypt: { privateKeys, algorithms, encryptions: ['A256GCM', 'A256CBC-HS512'] as const } }
}

function readSecrets({ secretEnv = [], secretFile }: VerifyOptions, env: Env): string[] {
  const fromEnv = secretEnv.map((name) => {
    const secret = env[name]?.trim()
    if (secret === undefined || secret === '') throw usageFailure(`the environment has no variable ${name}`)
    return secret
  })
  return [...fromEnv, ...(secretFile === undefined ? [] : readText(secretFile).split(/\s+/))].filter((secret) => secret !== '')
}

function readKeys({ jwksFile, jwksUrl }: VerifyOptions): ReturnType<typeof createJwks> | undefined {
  if (jwksUrl !== undefined) return createJwks({ url: jwksUrl })
  if (jwksFile === undefined) return undefined
  const text = readText(jwksFile)
  return createPinnedKeys(text.trimStart().startsWith('{') ? (JSON.parse(text) as { keys: object[] }) : text)
}

const readText = (file: string): string => readBytes(file).toString('utf8')

export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw usageFailure(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code ?? 'it failed'}`)
  }
}
