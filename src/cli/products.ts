import { type Command, Option } from 'commander'
import type { Cli } from './cli.js'
import { withExamples } from './examples.js'
import { addIdCommand } from './id-command.js'
import { cursorOption, given, ifVersionOption, limitOption, list } from './options.js'
import { toProductsText, toProductText } from './product-text.js'

const exampleId = 'prd_06f1zk3v8wq2m4x7c9d0r5t6ya'

interface WriteOptions {
  readonly name?: string
  readonly events?: string[]
  readonly webhooks?: 'yes' | 'no'
}

/** `posthorn products …` */
export function addProducts(program: Command, cli: Cli): void {
  const products = program.command('products').description('What the platform offers to be attached to projects')
  addCreate(products, cli)
  addList(products, cli)
  addIdCommand(products, cli, {
    name: 'show',
    description: 'One product',
    ask: (client, id) => client.getProduct({ id }),
    toText: toProductText,
    example: exampleId,
  })
  addUpdate(products, cli)
  withExamples(products, 'products list', `products show ${exampleId}`)
}

const webhooksOption = (description: string) => new Option('--webhooks <answer>', description).choices(['yes', 'no'])
const supportsWebhooks = ({ webhooks }: WriteOptions) => (webhooks === undefined ? undefined : webhooks === 'yes')

function addCreate(products: Command, cli: Cli): void {
  const command = products
    .command('create <code>')
    .description('Offer a product; with a key of the root account')
    .requiredOption('--name <name>', 'for people')
    .option('--events <types>', 'what it emits: types of the catalogue, or prefixes such as payment.*', list)
    .addOption(webhooksOption('whether a webhook can be configured for it; default: yes'))
    .action(
      cli.apiTask<WriteOptions>(async (client, { desk, args: [code = ''], options }) => {
        const { name = '', events: eventTypes = [] } = options
        const created = await client.createProduct({ code, name, eventTypes, supportsWebhooks: supportsWebhooks(options) ?? true })
        desk.show(created, toProductText(desk))
      }),
    )
  withExamples(
    command,
    "products create duitnow-wallets --name 'DuitNow Online Banking/Wallets' --events payment.settled,payment.failed",
    "products create account-enquiry --name 'Account Enquiry' --webhooks no",
  )
}

function addList(products: Command, cli: Cli): void {
  const command = products
    .command('list')
    .description('Products, newest first')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(
      cli.apiTask<{ limit: number; cursor?: string }>(async (client, { desk, options: { limit, cursor } }) => {
        desk.show(await client.listProducts(given({ limit, cursor })), toProductsText(desk))
      }),
    )
  withExamples(command, 'products list')
}

function addUpdate(products: Command, cli: Cli): void {
  const command = products
    .command('update <id>')
    .description('Change a product; with a key of the root account')
    .option('--name <name>', 'for people')
    .option('--events <types>', 'new event types; they replace the old ones', list)
    .addOption(webhooksOption('whether a webhook can be configured for it'))
    .addOption(ifVersionOption())
    .action(
      cli.apiTask<WriteOptions & { ifVersion?: number }>(async (client, { desk, args: [id = ''], options }) => {
        const ifMatch = options.ifVersion ?? (await client.getProduct({ id })).version
        const change = given({ name: options.name, eventTypes: options.events, supportsWebhooks: supportsWebhooks(options) })
        desk.show(await client.updateProduct({ id, ifMatch, ...change }), toProductText(desk))
      }),
    )
  withExamples(command, `products update ${exampleId} --events 'payment.*'`)
}
