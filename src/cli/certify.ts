import type { Command } from 'commander'
import { Certify, type TrialResult } from '../contract/simulations.js'
import type { ApiTask, Cli, Desk } from './cli.js'
import { withExamples } from './examples.js'
import { patiently } from './patiently.js'
import { printable, toTable } from './table.js'
import { checkTones } from './tones.js'

/** `posthorn certify` */
export function addCertify(program: Command, cli: Cli): void {
  const command = program
    .command('certify <subscription>')
    .description(
      'Try a receiver: good, duplicate, late, forged, old and slow deliveries; exit code 0: it passed, 1: it did not. Needs a key of the environment test',
    )
    .action(cli.apiTask(certify))
  withExamples(command, 'certify sub_06f1zk3v8wq2m4x7c9d0r5t6ya', 'certify sub_06f1zk3v8wq2m4x7c9d0r5t6ya --json')
}

const certify: ApiTask<object> = async (client, { desk, args: [id = ''] }) => {
  const results: TrialResult[] = []
  for (const trial of Certify.shape.trial.options) results.push(await patiently(() => client.certifySubscription({ id, trial })))
  const passed = results.every(({ status }) => status !== 'failed')
  desk.show({ subscription: id, passed, trials: results }, () => toReport(desk, results, passed))
  return passed ? 0 : 1
}

function toReport(desk: Desk, results: readonly TrialResult[], passed: boolean): string {
  const rows = results.flatMap(({ trial, status, deliveries }) =>
    deliveries.length === 0 ? [{ trial, status }] : deliveries.map((delivery) => ({ trial, status, delivery })),
  )
  const table = toTable<{ trial: string; status: TrialResult['status']; delivery?: TrialResult['deliveries'][number] }>(
    [
      { title: 'trial', cell: (row) => row.trial },
      { title: 'result', cell: (row) => row.status, tone: (row) => checkTones[tones[row.status]] },
      { title: 'delivery', cell: ({ delivery }) => delivery?.what ?? null },
      { title: 'expected', cell: ({ delivery }) => (delivery && (delivery.expected ?? 'anything')) ?? null },
      { title: 'seen', cell: ({ delivery }) => delivery?.reason ?? null },
      { title: 'time', cell: ({ delivery }) => (delivery ? `${Math.round(delivery.durationMs)} ms` : null), align: 'right' },
    ],
    rows,
    desk.paint,
  )
  const remedies = results.flatMap(({ trial, remedy }) => (remedy === null ? [] : [`${trial}: ${printable(remedy)}`]))
  const verdict = passed ? 'The receiver has passed.' : 'The receiver has not passed.'
  return [table, remedies.join('\n'), desk.paint(passed ? 'good' : 'bad', verdict)].filter((part) => part !== '').join('\n\n')
}

const tones = { passed: 'ok', failed: 'failed', skipped: 'skipped' } as const
