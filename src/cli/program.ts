import { Command } from 'commander'
import { addAccounts } from './accounts.js'
import { addApiKeys } from './api-keys.js'
import { addAttachments } from './attachments.js'
import { addAudit } from './audit.js'
import { addApprovals, addChangeRequests } from './change-requests.js'
import { addCertify } from './certify.js'
import { type Cli, createCli } from './cli.js'
import { addCompletion } from './completion.js'
import { addDoctor } from './doctor/doctor.js'
import { addEvents } from './events.js'
import { addEventTypes } from './event-types.js'
import { withExamples } from './examples.js'
import { addFirewall } from './firewall.js'
import type { CliIo } from './io.js'
import { addMembers } from './members.js'
import { addKeys } from './keys.js'
import { addListen } from './listen/listen.js'
import { addMigrate } from './migrate.js'
import { addNotifications } from './notifications.js'
import { addProducts } from './products.js'
import { addProjects } from './projects.js'
import { addReplays } from './replays.js'
import { addReports } from './reports.js'
import { addRetention } from './retention.js'
import { addScenarios } from './scenarios/scenarios.js'
import { addSchedules } from './schedules.js'
import { addSigningKeys } from './signing-keys.js'
import { addSimulate } from './simulate.js'
import { addSubjects } from './subjects.js'
import { addSubscriptions } from './subscriptions.js'
import { addUp } from './up.js'
import { addVerify } from './verify/verify.js'
import { readVersion } from './version.js'
import { addWebhooks } from './webhooks.js'

const groups: readonly ((program: Command, cli: Cli) => void)[] = [
  addUp,
  addMigrate,
  addKeys,
  addEvents,
  addEventTypes,
  addSimulate,
  addScenarios,
  addCertify,
  addSubscriptions,
  addSchedules,
  addNotifications,
  addReplays,
  addReports,
  addSubjects,
  addAccounts,
  addRetention,
  addProducts,
  addProjects,
  addMembers,
  addAttachments,
  addWebhooks,
  addApiKeys,
  addSigningKeys,
  addApprovals,
  addChangeRequests,
  addAudit,
  addFirewall,
  addListen,
  addVerify,
  addDoctor,
  addCompletion,
]

/** The whole command line. `ended` is told the exit code of the command that ran. */
export function createProgram(io: CliIo, ended: (exitCode: number) => void): Command {
  const program = new Command('posthorn')
    .description('Delivers payment events to other people’s servers: signed, durable, confirmed, provable.')
    .version(readVersion())
    .option('--url <url>', 'address of the API; default: POSTHORN_URL, else the embedded node here')
    .option('--api-key <key>', 'default: POSTHORN_API_KEY, else the key the embedded node left in its data directory')
    .option('--reason <text>', 'why, for the audit: kept with whatever the command changes')
    .option('--json', 'print what the API answers, for programs')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: () => undefined,
    })
    .exitOverride()
  const cli = createCli(io, ended)
  for (const add of groups) add(program, cli)
  return withExamples(
    program,
    'up',
    "subscriptions create https://shop.example/hooks --events 'payment.*' --activate",
    'events publish --type payment.settled --data @payment.json',
    'notifications list --state retrying',
    'doctor',
  )
}
