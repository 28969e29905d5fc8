import type { Command } from 'commander'
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
}

export const withAuthOptions = (command: Command): Command =>
  command
    .option('--auth <auth>', 'what the receiver asks for: basic:USERNAME, bearer, header:NAME, or none')
    .option('--credential <credential>', 'the password, token or value that goes with --auth: @file, or - for standard input')
    .option('--header <header>', '"Name: value", sent with every request; may be repeated; none: no headers', collect)

const collect = (value: string, all: string[] = []): string[] => [...all, value]

interface Given {
  readonly auth?: SetAuth
  readonly headers?: z.infer<typeof ReceiverHeaders>
}

/** As the contract has it; a member is left out when it was not given. */
export async function readAuth({ auth, credential, header }: AuthOptions, io: Pick<CliIo, 'stdin' | 'cwd'>): Promise<Given> {
  if (auth === undefined && credential !== undefined) throw usageFailure('--credential goes with --auth')
  return {
    ...(auth !== undefined && { auth: toAuth(auth, await readCredential(credential, io)) }),
    ...(header !== undefined && { headers: toHeaders(header) }),
  }
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
  throw usageFailure('--auth is basic:USERNAME, bearer, header:NAME, or none (without --credential)')
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
  const what = { basic: 'Basic', bearer: 'Bearer', header: 'header' }[auth.kind]
  const who = auth.kind === 'basic' ? ` as ${auth.username}` : auth.kind === 'header' ? ` ${auth.name}` : ''
  return `${what}${who}, set ${changed(auth.changedAt) ?? ''}`
}
