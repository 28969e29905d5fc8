import type { Command } from 'commander'
import type { Client } from '../client/client.js'
import type { ActivationCheck, Subscription } from '../contract/subscriptions.js'
import type { Cli } from './cli.js'
import { checkOption } from './check-option.js'
import { toCheckText } from './check-text.js'
import { withExamples } from './examples.js'
import { given, wholeNumber } from './options.js'
import { readText } from './read-text.js'
import { addSubscriptionHistory } from './subscription-history.js'
import { toSubscriptionText, toSubscriptionWithSecretText } from './subscription-text.js'

const exampleId = 'sub_06f1zk3v8wq2m4x7c9d0r5t6ya'

interface Steering {
  readonly name: string
  readonly description: string
  readonly steer: (client: Client, id: string) => Promise<Subscription>
}

const steerings: readonly Steering[] = [
  { name: 'pause', description: 'Hold its notifications', steer: (client, id) => client.pauseSubscription({ id }) },
  { name: 'disable', description: 'Owe it nothing more; what is open is held', steer: (client, id) => client.disableSubscription({ id }) },
  { name: 'resume', description: 'Release the notifications that were held', steer: (client, id) => client.resumeSubscription({ id }) },
]

/** activate, pause, resume, check, delete, rotate-secret. */
export function addSubscriptionSteering(subscriptions: Command, cli: Cli): void {
  addActivate(subscriptions, cli)
  for (const steering of steerings) addSteering(subscriptions, cli, steering)
  addCheck(subscriptions, cli)
  addSubscriptionHistory(subscriptions, cli)
  addDelete(subscriptions, cli)
  addRotateSecret(subscriptions, cli)
}

function addActivate(subscriptions: Command, cli: Cli): void {
  const command = subscriptions
    .command('activate <id>')
    .description('Check the endpoint and begin to deliver')
    .addOption(checkOption())
    .action(
      cli.apiTask<{ check?: ActivationCheck }>(async (client, { desk, args: [id = ''], options }) => {
        desk.show(await client.activateSubscription({ id, ...given({ check: options.check }) }), toSubscriptionText(desk))
      }),
    )
  withExamples(command, `subscriptions activate ${exampleId}`, `subscriptions activate ${exampleId} --check required`)
}

function addSteering(subscriptions: Command, cli: Cli, { name, description, steer }: Steering): void {
  const command = subscriptions
    .command(`${name} <id>`)
    .description(description)
    .action(
      cli.apiTask(async (client, { desk, args: [id = ''] }) => {
        desk.show(await steer(client, id), toSubscriptionText(desk))
      }),
    )
  withExamples(command, `subscriptions ${name} ${exampleId}`)
}

/** The answer was had, and something is wrong. */
const FAILED = 1

function addCheck(subscriptions: Command, cli: Cli): void {
  const command = subscriptions
    .command('check <id>')
    .description('Check its endpoint step by step, with a signed test.ping; exit code 1 when a step failed')
    .action(
      cli.apiTask(async (client, { desk, args: [id = ''] }) => {
        const check = await client.checkSubscription({ id })
        desk.show(check, toCheckText(desk))
        return check.status === 'failed' ? FAILED : 0
      }),
    )
  withExamples(command, `subscriptions check ${exampleId}`)
}

function addDelete(subscriptions: Command, cli: Cli): void {
  const command = subscriptions
    .command('delete <id>')
    .description('Delete it; what is still open ends as gone')
    .action(
      cli.apiTask(async (client, { desk, args: [id = ''] }) => {
        await client.deleteSubscription({ id })
        if (!desk.json) desk.print(`${id} deleted`)
      }),
    )
  withExamples(command, `subscriptions delete ${exampleId}`)
}

function addRotateSecret(subscriptions: Command, cli: Cli): void {
  const command = subscriptions
    .command('rotate-secret <id>')
    .description('New signing secret, shown once; both sign during the overlap')
    .option('--secret <secret>', 'your own (whsec_…): the text itself, @file, or - for standard input')
    .option('--overlap-seconds <seconds>', 'how long the old one goes on signing; default: a day', wholeNumber(0, 7 * 86_400))
    .action(
      cli.apiTask<{ secret?: string; overlapSeconds?: number }>(async (client, { desk, args: [id = ''], options }) => {
        const secret = options.secret === undefined ? undefined : (await readText(options.secret, desk.io)).trim()
        const rotated = await client.rotateSecret({ id, ...given({ secret, overlapSeconds: options.overlapSeconds }) })
        desk.show(rotated, toSubscriptionWithSecretText(desk))
      }),
    )
  withExamples(
    command,
    `subscriptions rotate-secret ${exampleId}`,
    `subscriptions rotate-secret ${exampleId} --overlap-seconds 0 --secret @secret.txt`,
  )
}
