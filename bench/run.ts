import { writeFileSync } from 'node:fs'
import { figuresOf, type Results } from './figures.js'
import { surroundings } from './machine.js'
import { type Options, parseOptions } from './options.js'
import { saveResults } from './save.js'
import { burst } from './scenarios/burst.js'
import { crowd } from './scenarios/crowd.js'
import { dead } from './scenarios/dead.js'
import { dns } from './scenarios/dns.js'
import { frozen } from './scenarios/frozen.js'
import { hostile } from './scenarios/hostile.js'
import { isolation } from './scenarios/isolation.js'
import { rowSecurity } from './scenarios/row-security.js'
import { signing } from './scenarios/signing.js'
import { retries, type Scale, steady, throughput, warmUp } from './scenarios/spine.js'
import { textbook } from './scenarios/textbook.js'
import { type Stage, startStage } from './stage.js'
import { tablesOf, toText } from './tables.js'

const scenarios = {
  throughput,
  textbook,
  steady,
  retries,
  burst,
  frozen,
  'row-security': rowSecurity,
  signing,
  crowd,
  hostile,
  isolation,
  dead,
  dns,
} satisfies Record<string, (stage: Stage, scale: Scale) => Promise<unknown>>

async function runScenarios(options: Options): Promise<Results> {
  const scale: Scale = (count) => Math.max(1, Math.round(count * options.scale))
  const starting = startStage(options)
  const interrupt = (): void => {
    const stopping = starting.then((stage) => stage.stop())
    void stopping.catch(() => undefined).then(() => process.exit(130))
  }
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const stage = await starting
  try {
    console.log('Warming up')
    await warmUp(stage, scale)
    const results: Record<string, unknown> = {}
    for (const name of options.scenarios) {
      console.log(`Measuring: ${name}`)
      results[name] = await scenarios[name](stage, scale)
    }
    return results
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await stage.stop()
  }
}

async function main(args: readonly string[]): Promise<number> {
  const parsed = parseOptions(args)
  if (!parsed.ok) {
    console.error(parsed.reason)
    return 2
  }
  const { options } = parsed
  const where = surroundings(options)
  console.log(`${where.machine}. ${where.system}. ${where.temporal}.`)
  const results = await runScenarios(options)
  for (const table of tablesOf(results)) console.log(`\n${toText(table)}`)
  if (options.jsonFile !== undefined)
    writeFileSync(options.jsonFile, `${JSON.stringify({ ...where, options, figures: figuresOf(results), ...results }, null, 2)}\n`)
  if (options.save) console.log(`\nSaved to ${saveResults(results, where)}`)
  return 0
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  },
)
