import { type Command, Option } from 'commander'
import type { ReceiverHeaders, SetAuth } from '../contract/receiver-auth.js'
import type { Subscription } from '../contract/subscriptions.js'
import type { z } from 'zod'
import { usageFailure } from './failure.js'
import type { CliIo } from './io.js'
import { readText } from './read-text.js'

/** How the receiver wants to be authenticated to; the secret part is never an argument that others could see. */
export interface AuthOptions {
  readonly auth?: string
  readonly credential?: string
  readonly header?: string[]
  readonly tokenUrl?: string
  readonly clientAuth?: string
  readonly clientAlg?: string
  readonly tokenScope?: string
  readonly tokenAudience?: string
  readonly tokenResource?: string
}

export const withAuthOptions = (command: Command): Command =>
  command
    .option('--auth <auth>', 'what the receiver asks for: basic:USERNAME, bearer, header:NAME, oauth2:CLIENT_ID, or none')
    .option(
      '--credential <credential>',
      'the password, token, value or client secret that goes with --auth: @file, or - for standard input',
    )
    .option('--token-url <url>', 'with oauth2: the token endpoint')
    .addOption(new Option('--client-auth <way>', 'with oauth2: how the token endpoint is authenticated to').choices(Object.keys(ways)))
    .option('--client-alg <alg>', 'with --client-auth key: the algorithm of our signing key; ES256 unless told otherwise')
    .option('--token-scope <scope>', 'with oauth2: what the token is to be good for')
    .option('--token-audience <audience>', 'with oauth2: whom the token is for')
    .option('--token-resource <uri>', 'with oauth2: the same as RFC 8707 has it')
    .option('--header <header>', '"Name: value", sent with every request; may be repeated; none: no headers', collect)

const collect = (value: string, all: string[] = []): string[] => [...all, value]

interface Given {
  readonly auth?: SetAuth
  readonly headers?: z.infer<typeof ReceiverHeaders>
}

/** As the contract has it; a member is left out when it was not given. */
export async function readAuth(options: AuthOptions, io: Pick<CliIo, 'stdin' | 'cwd'>): Promise<Given> {
  const { auth, credential, header } = options
  if (auth === undefined && credential !== undefined) throw usageFailure('--credential goes with --auth')
  const grant = grantOf(options)
  if (Object.keys(grant).length > 0 && !auth?.startsWith('oauth2:'))
    throw usageFailure(
      '--token-url, --client-auth, --client-alg, --token-scope, --token-audience and --token-resource go with --auth oauth2:CLIENT_ID',
    )
  const secret = await readCredential(credential, io)
  return {
    ...(auth !== undefined && { auth: auth.startsWith('oauth2:') ? toOAuth2(auth, secret, grant) : toAuth(auth, secret) }),
    ...(header !== undefined && { headers: toHeaders(header) }),
  }
}

const ways = { basic: 'client_secret_basic', post: 'client_secret_post', key: 'private_key_jwt' } as const
type OAuth2 = Extract<SetAuth, { kind: 'oauth2' }>
type Grant = Partial<Omit<OAuth2, 'kind' | 'clientId' | 'clientSecret'>>

/** Those that were given. What they may be is the API's to say. */
function grantOf({
  tokenUrl,
  clientAuth,
  clientAlg,
  tokenScope: scope,
  tokenAudience: audience,
  tokenResource: resource,
}: AuthOptions): Grant {
  const clientAuthentication = clientAuth === undefined ? undefined : ways[clientAuth as keyof typeof ways]
  const grant = { tokenUrl, clientAuthentication, alg: clientAlg as OAuth2['alg'], scope, audience, resource }
  return Object.fromEntries(Object.entries(grant).filter(([, value]) => value !== undefined))
}

function toOAuth2(text: string, clientSecret: string | undefined, { tokenUrl, ...grant }: Grant): SetAuth {
  const clientId = text.slice('oauth2:'.length)
  const needsSecret = grant.clientAuthentication !== 'private_key_jwt'
  if (tokenUrl === undefined || clientId === '') throw usageFailure('--auth oauth2:CLIENT_ID needs --token-url')
  if (needsSecret !== (clientSecret !== undefined))
    throw usageFailure(
      `--auth ${text} ${needsSecret ? 'needs --credential @file, or - for standard input' : 'with --client-auth key has no --credential'}`,
    )
  const { clientAuthentication = 'client_secret_basic', ...others } = grant
  return { kind: 'oauth2', clientId, tokenUrl, clientAuthentication, ...(clientSecret !== undefined && { clientSecret }), ...others }
}

async function readCredential(credential: string | undefined, io: Pick<CliIo, 'stdin' | 'cwd'>): Promise<string | undefined> {
  if (credential === undefined) return undefined
  if (credential !== '-' && !credential.startsWith('@'))
    throw usageFailure('--credential is @file, or - for standard input: arguments are seen by everybody on this machine')
  return (await readText(credential, io)).replace(/\r?\n$/, '')
}

function toAuth(text: string, secret: string | undefined): SetAuth {
  const [kind, ...rest] = text.split(':')
  const name = rest.join(':')
  if (kind === 'none' && secret === undefined) return { kind }
  if (secret === undefined) throw usageFailure(`--auth ${text} needs --credential @file, or - for standard input`)
  if (kind === 'basic' && name !== '') return { kind, username: name, password: secret }
  if (kind === 'bearer') return { kind, token: secret }
  if (kind === 'header' && name !== '') return { kind, name, value: secret }
  throw usageFailure('--auth is basic:USERNAME, bearer, header:NAME, oauth2:CLIENT_ID, or none (without --credential)')
}

const toHeaders = (given: readonly string[]): Record<string, string> =>
  given.length === 1 && given[0] === 'none' ? {} : Object.fromEntries(given.map(toHeader))

function toHeader(text: string): [name: string, value: string] {
  const colon = text.indexOf(':')
  if (colon < 1) throw usageFailure(`--header ${text}: write it as "Name: value"`)
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()]
}

/** What is shown: never the secret part. */
export function toAuthText(auth: Subscription['auth'], changed: (instant: string) => string | null): string {
  if (auth.kind === 'none') return 'none'
  return `${toKindText(auth)}, set ${changed(auth.changedAt) ?? ''}`
}

function toKindText(auth: Exclude<Subscription['auth'], { kind: 'none' }>): string {
  switch (auth.kind) {
    case 'basic':
      return `Basic as ${auth.username}`
    case 'bearer':
      return 'Bearer'
    case 'header':
      return `header ${auth.name}`
    case 'oauth2':
      return `OAuth2 as ${auth.clientId} (${auth.clientAuthentication}) at ${new URL(auth.tokenUrl).host}`
  }
}
