import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { withDeliveryOptions } from '../delivery-options.js'
import { withExamples } from '../examples.js'
import { accountOption, list, projectOption, wholeNumber } from '../options.js'
import { type ListenOptions, listenUntilAsked } from './listen-until-asked.js'

/** `posthorn listen` */
export function addListen(program: Command, cli: Cli): void {
  const command = program
    .command('listen')
    .description('Get test events on this machine: each is verified, forwarded, and answered as your server answers. Ctrl-C ends it')
    .requiredOption('--forward <url>', 'your server, such as http://localhost:3000/hooks')
    .option('--types <types>', 'what to get: types, prefixes such as payment.*, or *; default: *', list)
    .option('--endpoint <url>', 'of a Posthorn elsewhere: the public address that leads to --port of this machine')
    .option('--port <port>', 'port of this machine to be called at; default: any free one', wholeNumber(1, 65_535))
    .addOption(accountOption())
    .addOption(projectOption('only events of this project'))
    .option('--attachment <id>', 'with a key of a project: the product in it whose webhook it is to be')
    .option('--secret <secret>', 'the signing secret that your server has (whsec_…): the text itself, @file, or -; default: a new one')
    .option('--issuer <url>', 'whom tokens are from; default: the address of the API')
  withDeliveryOptions(command).action(cli.apiTask<ListenOptions>(listenUntilAsked))
  withExamples(
    command,
    'listen --forward http://localhost:3000/hooks',
    "listen --forward http://localhost:3000 --types 'payment.*' --secret @secret.txt",
    'listen --forward http://localhost:3000 --url https://posthorn.example --endpoint https://my-tunnel.example/ --port 9000',
  )
}
