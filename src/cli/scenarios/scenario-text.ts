import type { Desk } from '../cli.js'
import { toTable } from '../table.js'
import { outcomeTones } from '../tones.js'
import { toSpanText } from '../times.js'
import type { Played } from './play-scenario.js'
import { type Scenario, tell, type Told } from './scenario.js'

/** A story before it is played. */
export const toScenarioText = (desk: Desk, scenario: Scenario): string =>
  [
    scenario.description,
    '',
    toTable<Told>(
      [
        { title: 'event', cell: ({ happening }) => happening.event },
        { title: 'type', cell: ({ happening }) => happening.type },
        { title: 'happened after', cell: ({ happening }) => toSpanText(happening.atSeconds), align: 'right' },
        { title: 'arrives', cell: ({ arrival }) => arrival },
      ],
      tell(scenario),
      desk.paint,
    ),
    '',
    `Afterwards: ${scenario.afterwards}`,
  ].join('\n')

/** One delivery of it. */
export function toPlayedLine(desk: Desk, { event, type, arrival, notification, outcome, status, confirmed }: Played): string {
  const what = outcome === null ? 'not attempted' : desk.paint(outcomeTones[outcome], outcome)
  const answer = status === null ? '' : ` (HTTP ${status})`
  return `${confirmed ? 'ok ' : 'NOT'}  ${type} “${event}”, ${arrival}: ${what}${answer}  ${notification}`
}
