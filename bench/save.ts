import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Results } from './figures.js'
import type { Surroundings } from './machine.js'
import { tablesOf, toMarkdown } from './tables.js'

const page = fileURLToPath(new URL('../docs/performance.md', import.meta.url))
const marker = '<!-- results, newest first; written by npm run bench -- --save -->'

/** Adds the results above the older ones. */
export function saveResults(results: Results, { date, machine, system, temporal, commit, settings }: Surroundings): string {
  const text = readFileSync(page, 'utf8')
  const [before = '', after] = text.includes(marker) ? text.split(marker) : [`${text.trimEnd()}\n\n`, '\n']
  const differing = settings === '' ? '' : ` Not by default: ${settings}.`
  const section = [
    `### ${date} UTC, ${temporal}`,
    `${machine}. ${system}. Commit ${commit}.${differing}`,
    ...tablesOf(results).map(toMarkdown),
  ].join('\n\n')
  writeFileSync(page, `${before}${marker}\n\n${section}\n${after ?? ''}`)
  return page
}
