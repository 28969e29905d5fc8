import { type Command, Option } from 'commander'
import { SigningAlgorithm, SigningKeyState } from '../contract/signing-keys.js'
import type { ApiTask, Cli } from './cli.js'
import { withExamples } from './examples.js'
import { usageFailure } from './failure.js'
import { addIdCommand } from './id-command.js'
import { accountOption, cursorOption, expiry, given, limitOption, wholeNumber } from './options.js'
import { readText } from './read-text.js'
import { toRevokedText, toSigningKeysText, toSigningKeyText } from './signing-key-text.js'

type Alg = (typeof SigningAlgorithm.options)[number]

interface CreateOptions {
  readonly account?: string
  readonly alg?: Alg
  readonly activate?: true
}
interface ListOptions {
  readonly account?: string
  readonly state?: (typeof SigningKeyState.options)[number]
  readonly alg?: Alg
  readonly limit: number
  readonly cursor?: string
}
interface RotateOptions {
  readonly account?: string
  readonly alg: Alg
  readonly at?: string
  readonly retainHours?: number
}

const exampleKid = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'
const exampleAccount = 'acc_06f1zk3v8wq2m4x7c9d0r5t6ya'

/** `posthorn signing-keys …` */
export function addSigningKeys(program: Command, cli: Cli): void {
  const keys = program.command('signing-keys').description('Keys that sign tokens: make, import, rotate, revoke')
  addList(keys, cli)
  addIdCommand(keys, cli, {
    name: 'show',
    description: 'One key with its public half, for a receiver that pins it',
    ask: (client, kid) => client.getSigningKey({ kid }),
    toText: toSigningKeyText,
    example: exampleKid,
  })
  addCreate(keys, cli)
  addImport(keys, cli)
  addRotate(keys, cli)
  addIdCommand(keys, cli, {
    name: 'revoke',
    description: 'Emergency: nobody trusts it from now on, and another key signs at once',
    ask: (client, kid) => client.revokeSigningKey({ kid }),
    toText: toRevokedText,
    example: `${exampleKid} --reason 'found in a backup'`,
  })
  withExamples(keys, 'signing-keys list', 'signing-keys rotate', `signing-keys revoke ${exampleKid} --reason 'found in a backup'`)
}

const algOption = (description: string): Option => new Option('--alg <algorithm>', description).choices(SigningAlgorithm.options)
const activateOption = ['--activate', 'it signs at once: only the first key of an account, when every receiver has it already'] as const

function addList(keys: Command, cli: Cli): void {
  const command = keys
    .command('list')
    .description('Signing keys, newest first; never their private halves')
    .addOption(accountOption('only this account and those below'))
    .addOption(new Option('--state <state>', 'only those in this state').choices(SigningKeyState.options))
    .addOption(algOption('only those of this algorithm'))
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(
      cli.apiTask<ListOptions>(async (client, { desk, options: { account, state, alg, limit, cursor } }) => {
        desk.show(await client.listSigningKeys(given({ account, state, alg, limit, cursor })), toSigningKeysText(desk))
      }),
    )
  withExamples(command, 'signing-keys list', 'signing-keys list --state active')
}

function addCreate(keys: Command, cli: Cli): void {
  const command = keys
    .command('create')
    .description('Make a key: it is published at once, and signs after a rotation')
    .addOption(accountOption('it signs for this account and those below'))
    .addOption(algOption('default: ES256'))
    .option(...activateOption)
    .action(
      cli.apiTask<CreateOptions>(async (client, { desk, options: { account, alg, activate } }) => {
        desk.show(await client.createSigningKey(given({ account, alg, activate })), toSigningKeyText(desk))
      }),
    )
  withExamples(command, 'signing-keys create --alg EdDSA', `signing-keys create --account ${exampleAccount} --activate`)
}

function addImport(keys: Command, cli: Cli): void {
  const command = keys
    .command('import <key>')
    .description('Import a private key, PEM (PKCS #8) or JWK: @file, or - for standard input')
    .addOption(accountOption('it signs for this account and those below'))
    .addOption(algOption('default: what the JWK names, or what fits'))
    .option(...activateOption)
    .action(cli.apiTask<CreateOptions>(importKey))
  withExamples(command, 'signing-keys import @signing-key.pem', `signing-keys import @key.jwk --account ${exampleAccount} --activate`)
}

/** Whoever writes a key on the command line shows it to everybody on the machine. */
const importKey: ApiTask<CreateOptions> = async (client, { desk, args: [place = ''], options: { account, alg, activate } }) => {
  if (place !== '-' && !place.startsWith('@'))
    throw usageFailure('give the key as @file, or - for standard input: other programs can read a command line')
  const text = await readText(place, desk.io)
  const material = text.trimStart().startsWith('{') ? { jwk: parseJwk(text) } : { pem: text }
  desk.show(await client.createSigningKey({ ...material, ...given({ account, alg, activate }) }), toSigningKeyText(desk))
}

function parseJwk(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    throw usageFailure('the key is neither PEM nor a JWK: it is no JSON')
  }
}

function addRotate(keys: Command, cli: Cli): void {
  const command = keys
    .command('rotate')
    .description('Let the next key sign; one is made where there is none')
    .addOption(accountOption('the keys of this account'))
    .addOption(algOption('the keys of this algorithm').default('ES256'))
    .option('--at <instant>', 'an instant, or 12h, 7d from now; default: two hours after it has been published', expiry)
    .option('--retain-hours <n>', 'for so long the key before stays published; default: 72', wholeNumber(72, 8_784))
    .action(
      cli.apiTask<RotateOptions>(async (client, { desk, options: { account, alg, at, retainHours } }) => {
        const retainSeconds = retainHours === undefined ? undefined : retainHours * 3_600
        desk.show(await client.rotateSigningKeys(given({ account, alg, at, retainSeconds })), toSigningKeyText(desk))
      }),
    )
  withExamples(command, 'signing-keys rotate', 'signing-keys rotate --alg EdDSA --at 7d --retain-hours 168')
}
