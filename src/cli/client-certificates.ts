import { type Command, Option } from 'commander'
import type { Subscription } from '../contract/subscriptions.js'
import type { Cli } from './cli.js'
import { withExamples } from './examples.js'
import { addIdCommand } from './id-command.js'
import { given } from './options.js'
import { readText } from './read-text.js'
import { toSubscriptionText } from './subscription-text.js'

const exampleId = 'sub_06f1zk3v8wq2m4x7c9d0r5t6ya'
const keyTypes = ['EC-P256', 'RSA-2048', 'RSA-3072'] as const

interface RequestOptions {
  readonly keyType?: (typeof keyTypes)[number]
  readonly commonName?: string
  readonly organization?: string
  readonly organizationalUnit?: string
  readonly locality?: string
  readonly state?: string
  readonly country?: string
}

/** `posthorn subscriptions request-certificate`, `install-certificate` and `remove-certificate` */
export function addClientCertificates(subscriptions: Command, cli: Cli): void {
  addRequest(subscriptions, cli)
  addInstall(subscriptions, cli)
  addIdCommand(subscriptions, cli, {
    name: 'remove-certificate',
    description: 'Show the receiver no client certificate any more, and forget the request for one',
    ask: (client, id) => client.removeClientCertificate({ id }),
    toText: toSubscriptionText,
    example: exampleId,
  })
}

function addRequest(subscriptions: Command, cli: Cli): void {
  const command = subscriptions
    .command('request-certificate <id>')
    .description('Make a key and the request (CSR) for a client certificate, and print it; what is active stays active')
    .addOption(new Option('--key-type <type>', 'default: EC-P256').choices(keyTypes))
    .option('--common-name <name>', 'default: the id of the subscription')
    .option('--organization <name>')
    .option('--organizational-unit <name>')
    .option('--locality <name>')
    .option('--state <name>')
    .option('--country <code>', 'two capital letters')
    .action(
      cli.apiTask<RequestOptions>(async (client, { desk, args: [id = ''], options: { keyType, ...names } }) => {
        const { commonName, organization, organizationalUnit, locality, state, country } = names
        const subject = given({ commonName, organization, organizationalUnit, locality, state, country })
        desk.show(await client.requestClientCertificate({ id, subject, ...given({ keyType }) }), toRequestText)
      }),
    )
  withExamples(
    command,
    `subscriptions request-certificate ${exampleId} > request.csr`,
    `subscriptions request-certificate ${exampleId} --key-type RSA-2048 --common-name posthorn.bank.example --organization Bank --country MY`,
  )
}

/** Nothing but the request: it goes into a file. */
const toRequestText = ({ clientCertificateRequest }: Subscription): string => clientCertificateRequest?.csr.trimEnd() ?? ''

function addInstall(subscriptions: Command, cli: Cli): void {
  const command = subscriptions
    .command('install-certificate <id>')
    .description('Show the receiver this client certificate from now on')
    .requiredOption('--chain <certificates>', 'in PEM, the certificate first, then its issuers: @file, or - for standard input')
    .action(
      cli.apiTask<{ chain: string }>(async (client, { desk, args: [id = ''], options }) => {
        const chain = await readText(options.chain, desk.io)
        desk.show(await client.installClientCertificate({ id, chain }), toSubscriptionText(desk))
      }),
    )
  withExamples(command, `subscriptions install-certificate ${exampleId} --chain @chain.pem`)
}
