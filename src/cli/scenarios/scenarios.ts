import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import type { ApiTask, Cli } from '../cli.js'
import { withExamples } from '../examples.js'
import { toTable } from '../table.js'
import { playScenario } from './play-scenario.js'
import { readScenario, scenarioNames } from './read-scenario.js'
import { toPlayedLine, toScenarioText } from './scenario-text.js'

/** `posthorn scenarios …` */
export function addScenarios(program: Command, cli: Cli): void {
  const scenarios = program
    .command('scenarios')
    .description('Stories of simulated events, some late and some twice: does a receiver end with the right books?')
  addList(scenarios, cli)
  addShow(scenarios, cli)
  addPlay(scenarios, cli)
  withExamples(scenarios, 'scenarios list', 'scenarios play chargeback-story --subscription sub_06f1zk3v8wq2m4x7c9d0r5t6ya')
}

function addList(scenarios: Command, cli: Cli): void {
  const command = scenarios
    .command('list')
    .description('The stories that come with Posthorn')
    .action(
      cli.task(({ desk }) => {
        const items = scenarioNames().map((name) => ({ name, description: readScenario(name, 'run').description }))
        desk.show({ items }, () =>
          toTable(
            [
              { title: 'name', cell: (row) => row.name },
              { title: 'what it is about', cell: (row) => row.description },
            ],
            items,
            desk.paint,
          ),
        )
        return Promise.resolve(0)
      }),
    )
  withExamples(command, 'scenarios list')
}

function addShow(scenarios: Command, cli: Cli): void {
  const command = scenarios
    .command('show <name>')
    .description('The deliveries of a story, and what a receiver should have afterwards; @file for one of your own')
    .action(
      cli.task(({ desk, args: [name = ''] }) => {
        desk.show(readScenario(name, 'run'), (scenario) => toScenarioText(desk, scenario))
        return Promise.resolve(0)
      }),
    )
  withExamples(command, 'scenarios show late-payment-link')
}

function addPlay(scenarios: Command, cli: Cli): void {
  const command = scenarios
    .command('play <name>')
    .description(
      'Deliver a story to one subscription; exit code 0: all of it was confirmed, 1: it was not. Needs a key of the environment test',
    )
    .requiredOption('--subscription <id>', 'the only one that gets it')
    .action(cli.apiTask<{ subscription: string }>(play))
  withExamples(
    command,
    'scenarios play mandate-lifecycle --subscription sub_06f1zk3v8wq2m4x7c9d0r5t6ya',
    'scenarios play @our-story.json --subscription sub_06f1zk3v8wq2m4x7c9d0r5t6ya --json',
  )
}

const play: ApiTask<{ subscription: string }> = async (client, { desk, args: [name = ''], options: { subscription } }) => {
  const scenario = readScenario(name, randomBytes(4).toString('hex'))
  const deliveries = await playScenario(scenario, {
    client,
    subscription,
    now: desk.now(),
    onPlayed: (step) => {
      if (!desk.json) desk.print(toPlayedLine(desk, step))
    },
  })
  const confirmed = deliveries.length === scenario.steps.length && deliveries.every((step) => step.confirmed)
  const { run, afterwards } = scenario
  desk.show({ scenario: scenario.name, run, confirmed, deliveries, afterwards }, () =>
    confirmed
      ? `\nAll was confirmed. Now look into your books: ${afterwards}`
      : '\nThe story ends here: what was delivered last was not confirmed.',
  )
  return confirmed ? 0 : 1
}
