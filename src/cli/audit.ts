import { type Command, InvalidArgumentError } from 'commander'
import type { Client } from '../client/client.js'
import { type ChainMark, checkChain } from './audit-chain.js'
import { toAuditText, toChainText } from './audit-text.js'
import type { Cli } from './cli.js'
import { withExamples } from './examples.js'
import { accountOption, cursorOption, given, limitOption } from './options.js'

interface ListOptions {
  readonly account?: string
  readonly target?: string
  readonly limit: number
  readonly cursor?: string
}
interface VerifyOptions {
  readonly account?: string
  readonly expect?: ChainMark
}

/** `posthorn audit …` */
export function addAudit(program: Command, cli: Cli): void {
  const audit = program.command('audit').description('Who changed what, and whether the record is whole')
  addList(audit, cli)
  addVerify(audit, cli)
  withExamples(audit, 'audit list', 'audit verify')
}

function addList(audit: Command, cli: Cli): void {
  const command = audit
    .command('list')
    .description('Every change in one account, oldest first (--json: with before and after)')
    .addOption(accountOption())
    .option('--target <id>', 'only changes of this')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(
      cli.apiTask<ListOptions>(async (client, { desk, options: { account, target, limit, cursor } }) => {
        desk.show(await client.listAudit(given({ account, target, limit, cursor })), toAuditText(desk))
      }),
    )
  withExamples(command, 'audit list', 'audit list --account acc_06f1zk3v8wq2m4x7c9d0r5t6ya --target sub_06f1zk3v8wq2m4x7c9d0r5t6ya')
}

function addVerify(audit: Command, cli: Cli): void {
  const command = audit
    .command('verify')
    .description('Compute every hash of an account’s chain anew: find what was altered, removed, reordered or cut off')
    .addOption(accountOption())
    .option('--expect <head>', 'a head printed before, sequence:hash: it must still be part of the chain', head)
    .action(
      cli.apiTask<VerifyOptions>(async (client, { desk, options: { account, expect } }) => {
        const checked = await checkChain(readerOf(client, account), expect)
        desk.show(checked, toChainText(desk))
        return checked.faults.length === 0 ? 0 : 1
      }),
    )
  withExamples(
    command,
    'audit verify',
    'audit verify --account acc_06f1zk3v8wq2m4x7c9d0r5t6ya --expect 412:5f1c0e94b7d2a86310c4f9e8d7b6a5948372615049f8e7d6c5b4a39281706f5e',
  )
}

const readerOf = (client: Client, account: string | undefined) => (ask: { limit: number; cursor?: string }) =>
  client.listAudit({ ...ask, ...given({ account }) })

function head(text: string): ChainMark {
  const [, sequence, hash] = /^(\d{1,18}):([0-9a-f]{64})$/.exec(text) ?? []
  if (sequence === undefined || hash === undefined)
    throw new InvalidArgumentError('Expected a head as verify prints it: the sequence, a colon, 64 hexadecimal digits.')
  return { sequence, hash }
}
