import { type Command, Option } from 'commander'
import type { Client } from '../client/client.js'
import type { Cli } from './cli.js'
import { withExamples } from './examples.js'
import { type FirewallRule, toCsv, toFirewallRules, toNftables } from './firewall-text.js'
import { accountOption, given } from './options.js'

const formats = { csv: toCsv, nftables: toNftables } as const

interface FirewallOptions {
  readonly format: keyof typeof formats
  readonly account?: string
}

/** `posthorn firewall` */
export function addFirewall(program: Command, cli: Cli): void {
  const command = program
    .command('firewall')
    .description('The registered addresses of all endpoints, for the firewall before Posthorn')
    .addOption(new Option('--format <format>', 'how they are written').choices(Object.keys(formats)).default('csv'))
    .addOption(accountOption('only this account and those below it'))
    .action(
      cli.apiTask<FirewallOptions>(async (client, { desk, options: { format, account } }) => {
        desk.show(await readRules(client, account), formats[format])
      }),
    )
  withExamples(command, 'firewall', 'firewall --format nftables')
}

async function readRules(client: Client, account: string | undefined): Promise<FirewallRule[]> {
  const rules: FirewallRule[] = []
  let cursor: string | undefined
  do {
    const page = await client.listSubscriptions({ limit: 100, ...given({ account, cursor }) })
    rules.push(...page.items.flatMap(toFirewallRules))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return rules
}
