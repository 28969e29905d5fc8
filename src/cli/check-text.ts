import type { EndpointCheck } from '../contract/endpoint-checks.js'
import type { Desk } from './cli.js'
import { printable, toTable } from './table.js'
import { checkTones } from './tones.js'

type Step = EndpointCheck['steps'][number]

const verdicts = {
  ok: 'The endpoint is ready.',
  warning: 'The endpoint works; something should be looked at.',
  failed: 'The endpoint is not ready.',
} as const satisfies Record<EndpointCheck['status'], string>

/** The steps as a table, what to do about those that need it, and the verdict. */
export const toCheckText =
  (desk: Desk) =>
  ({ steps, status }: EndpointCheck): string => {
    const table = toTable<Step>(
      [
        { title: 'step', cell: ({ step }) => step },
        { title: 'status', cell: (row) => row.status, tone: (row) => checkTones[row.status] },
        { title: 'time', cell: ({ durationMs }) => (durationMs === null ? null : `${durationMs} ms`), align: 'right' },
        { title: 'seen', cell: ({ seen }) => seen },
      ],
      steps,
      desk.paint,
    )
    const remedies = steps.flatMap(({ step, remedy }) => (remedy === null ? [] : [`${step}: ${printable(remedy)}`]))
    return [table, remedies.join('\n'), desk.paint(checkTones[status], verdicts[status])].filter((part) => part !== '').join('\n\n')
  }
