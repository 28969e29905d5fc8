import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Results } from './figures.js'
import type { Surroundings } from './machine.js'
import { tablesOf, toMarkdown } from './tables.js'

const page = fileURLToPath(new URL('../docs/performance.md', import.meta.url))
const marker = '<!-- results, newest first; written by npm run bench -- --save -->'

const start = `# Performance

\`npm run bench\` runs the real stack on a fresh data directory (\`node bin/posthorn.js up\`, embedded mode, default settings), with the load generator and the receiver as processes of their own on the same machine. The path is complete: API key, validation, URL and address policy, signature, record. Postgres commits are fully durable. \`npm run bench -- --help\` names the scenarios and options.

- *deliveries/s*: events by the time from the first publish to the last receipt; *publishes/s*: to the last acknowledgement.
- *CPU ms per event*: user and system time of all processes together (node, Postgres with its backends, Temporal, load, receiver), from before the first publish until one second after the last receipt.
- *ack*: from sending the publish to its 202, which comes after the commit. *publish→receive*: from sending the publish to the request at the receiver that it confirms.
- *burst*: published in batches of 100, four requests at a time; its *ack* is that of a batch. *displacement*: how far a notification arrived from its place in the order of acknowledgement, as a share of all. *time to drain*: from the last acknowledgement to the last receipt.
- *textbook*: one workflow with a regular activity for each delivery, no eager start, on the same Temporal server to the same receiver, without API, database, policy, signature or record.

## Results

${marker}
`

/** Adds the results above the older ones. */
export function saveResults(results: Results, { date, machine, system, temporal, commit, settings }: Surroundings): string {
  const text = existsSync(page) ? readFileSync(page, 'utf8') : start
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
