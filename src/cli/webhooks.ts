import type { Command } from 'commander'
import type { OutputOf } from '../contract/operation-types.js'
import type { Cli } from './cli.js'
import { withExamples } from './examples.js'
import { given, ifVersionOption, list } from './options.js'
import { type ProfileOptions, toProfile, withProfileOptions } from './profile-options.js'
import { readSigning, signingHelp } from './signing-option.js'
import { readTls, type TlsOptions, withTlsOptions } from './tls-options.js'
import { toSavedWebhookText, toWebhookText } from './webhook-text.js'

const exampleId = 'att_06f1zk3v8wq2m4x7c9d0r5t6ya'

type Webhook = OutputOf<'getWebhook', 'response'>

interface SaveOptions extends ProfileOptions, TlsOptions {
  readonly endpoint?: string
  readonly events?: string[]
  readonly add?: string[]
  readonly remove?: string[]
  readonly signing?: string
  readonly ifVersion?: number
}

/** `posthorn webhooks …` */
export function addWebhooks(program: Command, cli: Cli): void {
  const webhooks = program.command('webhooks').description('The webhook of a product in a project')
  addShow(webhooks, cli)
  addSave(webhooks, cli)
  withExamples(webhooks, `webhooks show ${exampleId}`, `webhooks save ${exampleId} --add 8.8.4.4`)
}

function addShow(webhooks: Command, cli: Cli): void {
  const command = webhooks
    .command('show <attachment>')
    .description('The webhook of an attachment')
    .action(
      cli.apiTask(async (client, { desk, args: [id = ''] }) => {
        desk.show(await client.getWebhook({ id }), toWebhookText)
      }),
    )
  withExamples(command, `webhooks show ${exampleId}`)
}

function addSave(webhooks: Command, cli: Cli): void {
  const command = withTlsOptions(
    withProfileOptions(
      webhooks.command('save <attachment>').description('Save the webhook of an attachment; what is not given stays as it is'),
    ),
  )
    .option('--endpoint <url>', 'where notifications are sent; needed the first time')
    .option('--events <types>', 'what it gets, among the types of the product; needed the first time', list)
    .option('--add <addresses>', 'add IP addresses and CIDR blocks', list)
    .option('--remove <addresses>', 'remove IP addresses and CIDR blocks', list)
    .option('--signing <profiles>', signingHelp)
    .addOption(ifVersionOption())
    .action(
      cli.apiTask<SaveOptions>(async (client, { desk, args: [id = ''], options }) => {
        const before = await client.getWebhook({ id })
        const tls = await readTls(options, before.tls, desk.io)
        const settings = given({ ...toSettings(before, options), signing: await readSigning(options.signing, desk.io), tls })
        const saved = await client.saveWebhook({ id, ifMatch: options.ifVersion ?? before.version, ...settings })
        desk.show(saved, toSavedWebhookText(desk))
      }),
    )
  withExamples(
    command,
    `webhooks save ${exampleId} --endpoint https://shop.example/hooks/4f7c --events payment.settled --fqdn shop.example --addresses 8.8.8.8,8.8.4.0/24`,
    `webhooks save ${exampleId} --add 2001:4860:4860::8888 --remove 8.8.8.8`,
    `webhooks save ${exampleId} --pin enforce`,
  )
}

/** What is saved replaces all that was there. */
function toSettings(before: Webhook, options: SaveOptions) {
  const { url, eventTypes, fqdn, ipAddresses, pinMode, contact, technicalNotes } = before
  const changed = given({ url: options.endpoint, eventTypes: options.events, ...toProfile(options) })
  const wanted = { url: url ?? '', eventTypes, fqdn, ipAddresses, pinMode, contact, technicalNotes, ...changed }
  const { add = [], remove = [] } = options
  return { ...wanted, ipAddresses: [...wanted.ipAddresses.filter((address) => !remove.includes(address)), ...add] }
}
