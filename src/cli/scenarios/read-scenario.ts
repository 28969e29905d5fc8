import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { usageFailure } from '../failure.js'
import { parseScenario, type Scenario } from './scenario.js'

const shipped = (): string => fileURLToPath(new URL('../../../scenarios', import.meta.url))

/** The names of the stories that come with Posthorn. */
export const scenarioNames = (): string[] =>
  readdirSync(shipped())
    .map((file) => basename(file, '.json'))
    .sort()

/** The story of this name, or in the file that `@file` names. Throws a usage failure when there is none, or the file tells none. */
export function readScenario(which: string, run: string): Scenario {
  const isOwn = which.startsWith('@')
  if (!isOwn && !scenarioNames().includes(which))
    throw usageFailure(`no such scenario: there are ${scenarioNames().join(', ')}, and files of your own as @file`)
  const path = isOwn ? which.slice(1) : join(shipped(), `${which}.json`)
  return parse(readText(path), { name: basename(path, '.json'), run })
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw usageFailure(`cannot read ${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`)
  }
}

function parse(text: string, about: Pick<Scenario, 'name' | 'run'>): Scenario {
  try {
    return parseScenario(text, about)
  } catch (error) {
    if (error instanceof z.ZodError) throw usageFailure(`${about.name} tells no story: ${z.prettifyError(error).replaceAll('\n', ' ')}`)
    throw usageFailure(`${about.name} is not JSON: ${(error as Error).message}`)
  }
}
