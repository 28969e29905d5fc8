import { type Command, Option } from 'commander'
import { type ActivationCheck, type Subscription, SubscriptionState } from '../contract/subscriptions.js'
import type { Cli } from './cli.js'
import { checkOption } from './check-option.js'
import { addClientCertificates } from './client-certificates.js'
import { type DeliveryOptions, readDelivery, requireEncryptionKey, withDeliveryOptions } from './delivery-options.js'
import { withExamples } from './examples.js'
import { addIdCommand } from './id-command.js'
import { addFeed } from './feed.js'
import { type NarrowingOptions, readNarrowing, withNarrowingOptions } from './narrowing-options.js'
import { accountOption, cursorOption, given, limitOption, list, wholeNumber } from './options.js'
import { type ProfileOptions, toProfile, withProfileOptions } from './profile-options.js'
import { readText } from './read-text.js'
import { addSubscriptionSteering } from './subscription-steering.js'
import { readTls, type TlsOptions, withTlsOptions } from './tls-options.js'
import { toSubscriptionsText, toSubscriptionText, toSubscriptionWithSecretText } from './subscription-text.js'

interface WriteOptions extends NarrowingOptions, ProfileOptions, DeliveryOptions, TlsOptions {
  readonly events?: string[]
  readonly description?: string
}
interface CreateOptions extends WriteOptions {
  readonly account?: string
  readonly attachment?: string
  readonly secret?: string
  readonly activate?: true
  readonly check?: ActivationCheck
}
interface UpdateOptions extends WriteOptions {
  readonly endpoint?: string
  readonly ifVersion?: number
}
interface ListOptions {
  readonly limit: number
  readonly cursor?: string
  readonly state?: Subscription['state']
  readonly account?: string
}

/** `posthorn subscriptions …` */
export function addSubscriptions(program: Command, cli: Cli): void {
  const subscriptions = program.command('subscriptions').description('Register endpoints and steer them')
  addCreate(subscriptions, cli)
  addList(subscriptions, cli)
  addIdCommand(subscriptions, cli, {
    name: 'show',
    description: 'One subscription',
    ask: (client, id) => client.getSubscription({ id }),
    toText: toSubscriptionText,
    example: 'sub_06f1zk3v8wq2m4x7c9d0r5t6ya',
  })
  addUpdate(subscriptions, cli)
  addSubscriptionSteering(subscriptions, cli)
  addClientCertificates(subscriptions, cli)
  addFeed(subscriptions, cli)
  withExamples(subscriptions, "subscriptions create https://shop.example/hooks --events 'payment.*' --activate", 'subscriptions list')
}

const withWriteOptions = (command: Command): Command =>
  withTlsOptions(withDeliveryOptions(withProfileOptions(withNarrowingOptions(command)))).option('--description <text>', 'for people')

function addCreate(subscriptions: Command, cli: Cli): void {
  const command = withWriteOptions(
    subscriptions.command('create <endpoint>').description('Register an endpoint; its signing secret is shown once'),
  )
    .requiredOption('--events <types>', 'what it gets: types, prefixes such as payment.*, or *', list)
    .addOption(accountOption())
    .option('--attachment <id>', 'the product in a project whose webhook it is to be')
    .option(
      '--secret <secret>',
      'your own signing secret (whsec_…, or the hexadecimal digits of an HMAC key): the text itself, @file, or - for standard input',
    )
    .option('--activate', 'deliver at once')
    .addOption(checkOption())
    .action(
      cli.apiTask<CreateOptions>(async (client, { desk, args: [url = ''], options }) => {
        const { events: eventTypes = [], description, account, attachment, activate, check } = options
        const secret = await readSecret(options.secret, desk.io)
        const narrowing = await readNarrowing(options, desk.io)
        const tls = await readTls(options, undefined, desk.io)
        const settings = { ...narrowing, ...toProfile(options), ...(await readDelivery(options, desk.io)), tls, description }
        const created = await client.createSubscription(
          given({ url, eventTypes, ...settings, account, attachment, secret, activate, check }),
        )
        desk.show(created, toSubscriptionWithSecretText(desk))
      }),
    )
  withExamples(
    command,
    "subscriptions create https://shop.example/hooks --events 'payment.*,chargeback.opened' --activate",
    "subscriptions create https://shop.example/hooks --events '*' --schedule 1,5,30 --timeout-ms 5000",
    "subscriptions create https://shop.example/hooks --events '*' --secret @secret.txt",
    "subscriptions create https://reseller.example/hooks --events 'chargeback.*' --scope descendants --exclude acc_06f1zk3v8wq2m4x7c9d0r5t6ya --origins bank",
    "subscriptions create https://shop.example/hooks --events '*' --auth basic:posthorn --credential @password.txt",
    "subscriptions create https://shop.example/unipay --events 'chargeback.*' --style unipay --confirmation unipay-notification-id",
    `subscriptions create https://shop.example/hooks --events 'payment.*' --filter '{"path":"/object/amount","gte":1000}'`,
  )
}

const readSecret = async (option: string | undefined, io: Parameters<typeof readText>[1]): Promise<string | undefined> =>
  option === undefined ? undefined : (await readText(option, io)).trim()

function addList(subscriptions: Command, cli: Cli): void {
  const command = subscriptions
    .command('list')
    .description('Subscriptions, newest first')
    .addOption(new Option('--state <state>', 'only this state').choices(SubscriptionState.options))
    .addOption(accountOption('only this account'))
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(
      cli.apiTask<ListOptions>(async (client, { desk, options: { state, account, limit, cursor } }) => {
        desk.show(await client.listSubscriptions(given({ state, account, limit, cursor })), toSubscriptionsText(desk))
      }),
    )
  withExamples(command, 'subscriptions list', 'subscriptions list --state paused --json')
}

function addUpdate(subscriptions: Command, cli: Cli): void {
  const command = withWriteOptions(
    subscriptions.command('update <id>').description('Change a subscription; members that are not given stay'),
  )
    .option('--endpoint <url>', 'new URL')
    .option('--events <types>', 'new event types; they replace the old ones', list)
    .option('--if-version <version>', 'only if it still has this version; default: the one it has now', wholeNumber(1, 2 ** 31))
    .action(
      cli.apiTask<UpdateOptions>(async (client, { desk, args: [id = ''], options }) => {
        requireEncryptionKey(options)
        const { endpoint: url, events: eventTypes, description } = options
        const before = await client.getSubscription({ id })
        const ifMatch = options.ifVersion ?? before.version
        const tls = await readTls(options, before.tls, desk.io)
        const narrowing = await readNarrowing(options, desk.io)
        const settings = { ...narrowing, ...toProfile(options), ...(await readDelivery(options, desk.io)), tls, description }
        const changed = await client.updateSubscription({ id, ifMatch, ...given({ url, eventTypes, ...settings }) })
        desk.show(changed, toSubscriptionText(desk))
      }),
    )
  withExamples(
    command,
    "subscriptions update sub_06f1zk3v8wq2m4x7c9d0r5t6ya --events 'payment.*'",
    'subscriptions update sub_06f1zk3v8wq2m4x7c9d0r5t6ya --origins bank,processor --project none',
    'subscriptions update sub_06f1zk3v8wq2m4x7c9d0r5t6ya --endpoint https://shop.example/hooks/v2 --if-version 3',
  )
}
