import type { Command } from 'commander'
import type { ActivationCheck, Subscription } from '../contract/subscriptions.js'
import type { Cli } from './cli.js'
import { checkOption } from './check-option.js'
import { toCheckText } from './check-text.js'
import { withExamples } from './examples.js'
import { addIdCommand, type IdCommand } from './id-command.js'
import { given, wholeNumber } from './options.js'
import { readText } from './read-text.js'
import { addSubscriptionHistory } from './subscription-history.js'
import { toSubscriptionText, toSubscriptionWithSecretText } from './subscription-text.js'

const exampleId = 'sub_06f1zk3v8wq2m4x7c9d0r5t6ya'

const steerings: readonly { name: string; description: string; ask: IdCommand<Subscription>['ask'] }[] = [
  { name: 'pause', description: 'Hold its notifications', ask: (client, id) => client.pauseSubscription({ id }) },
  { name: 'disable', description: 'Owe it nothing more; what is open is held', ask: (client, id) => client.disableSubscription({ id }) },
  { name: 'resume', description: 'Release the notifications that were held', ask: (client, id) => client.resumeSubscription({ id }) },
]

/** activate, pause, resume, check, delete, rotate-secret. */
export function addSubscriptionSteering(subscriptions: Command, cli: Cli): void {
  addActivate(subscriptions, cli)
  for (const steering of steerings) addIdCommand(subscriptions, cli, { ...steering, toText: toSubscriptionText, example: exampleId })
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
    .option(
      '--secret <secret>',
      'your own (whsec_…, or the hexadecimal digits of an HMAC key): the text itself, @file, or - for standard input',
    )
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
