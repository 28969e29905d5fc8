import { parseArgs } from 'node:util'

export const scenarioNames = [
  'throughput',
  'textbook',
  'steady',
  'retries',
  'burst',
  'frozen',
  'row-security',
  'signing',
  'crowd',
  'hostile',
  'isolation',
  'dead',
  'dns',
] as const
export type ScenarioName = (typeof scenarioNames)[number]

export interface Options {
  readonly scenarios: readonly ScenarioName[]
  readonly temporalPostgres: boolean
  readonly scale: number
  readonly jsonFile: string | undefined
  readonly save: boolean
  readonly profileDir: string | undefined
  readonly env: Readonly<Record<string, string>>
  readonly keep: boolean
}

export const usage = `Usage: npm run bench -- [scenario …] [options]

Runs the real stack on a fresh data directory, with the load and the receiver as processes of their own.

Scenarios (all of them by default)
  throughput   48 publishers without pause, 8,000 events
  textbook     the same server with one workflow and a regular activity for each delivery, and an empty workflow
  steady       50 a second for 30 s
  retries      every first attempt answered 503, schedule of 2 s
  burst        20,000 events as fast as they can be published
  frozen       50 a second for 10 s, and again while Temporal is stopped
  row-security 48 publishers without pause, in turns without and with the row-level security of Postgres
  signing      48 publishers without pause, in turns without and with a token in a header
  crowd        events for 10 subscriptions, and again among 10,000 others
  hostile      the outbound client alone: every hostile receiver of the tests, ten times and again, beside a healthy one
  isolation    99 subscriptions, and again beside one that hangs under ten times the traffic
  dead         50,000 notifications for one dead receiver, which then recovers
  dns          50 a second, and again beside 200 subscriptions on a silent name server

Options
  --temporal-postgres   Temporal on Postgres instead of the embedded server
  --scale <number>      0.05: a twentieth of the events, to try things out
  --json <file>         writes everything that was measured
  --save                adds the results to docs/performance.md
  --profile             writes a CPU profile of the node for each scenario to data/profiles
  --set NAME=value      a variable of the node, for example POSTHORN_BATCH_MAX=1; may be repeated
  --keep                keeps the data directory with its logs
  --help`

type OptionsResult = { readonly ok: true; readonly options: Options } | { readonly ok: false; readonly reason: string }

/** Reads the command line. An asked-for help is a reason, too. */
export function parseOptions(args: readonly string[]): OptionsResult {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(args)
  } catch (error) {
    return { ok: false, reason: `${error instanceof Error ? error.message : String(error)}\n\n${usage}` }
  }
  const { values, positionals } = parsed
  const unknown = positionals.filter((name) => !isScenario(name))
  const scale = Number(values.scale)
  const env = values.set.map((pair) => /^([A-Z_]+)=(.*)$/.exec(pair)?.slice(1) as [string, string] | undefined)
  if (values.help) return { ok: false, reason: usage }
  if (unknown.length > 0) return { ok: false, reason: `There is no scenario ${unknown.join(', ')}\n\n${usage}` }
  if (!(scale > 0)) return { ok: false, reason: '--scale must be a number above 0' }
  if (env.includes(undefined)) return { ok: false, reason: '--set must be NAME=value' }
  const asked = positionals.filter(isScenario)
  return {
    ok: true,
    options: {
      scenarios: scenarioNames.filter((name) => asked.length === 0 || asked.includes(name)),
      temporalPostgres: values['temporal-postgres'],
      scale,
      jsonFile: values.json,
      save: values.save,
      profileDir: values.profile ? 'data/profiles' : undefined,
      env: Object.fromEntries(env.filter((pair) => pair !== undefined)),
      keep: values.keep,
    },
  }
}

const isScenario = (name: string): name is ScenarioName => (scenarioNames as readonly string[]).includes(name)

const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'temporal-postgres': { type: 'boolean', default: false },
      scale: { type: 'string', default: '1' },
      json: { type: 'string' },
      save: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      set: { type: 'string', multiple: true, default: [] },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
