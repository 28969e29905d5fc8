// Recorded histories as files: the messages of Temporal's API as JSON, with enums by name and bytes in base64.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// The messages as the worker knows them. The SDK's own conversion of JSON needs all its packages to share one protobufjs.
const { History } = createRequire(createRequire(import.meta.url).resolve('@temporalio/worker'))('@temporalio/proto').temporal.api.history.v1

const root = fileURLToPath(new URL('..', import.meta.url))
export const historyFolder = join(root, 'test', 'histories')

export function writeHistory(name, { workflowId, history }) {
  const messages = History.toObject(History.fromObject(history), { longs: String, enums: String, bytes: String })
  // Sticky queues are named after the machine, and stack traces name the clone.
  const text = JSON.stringify({ workflowId, history: messages }, null, 1).replaceAll(`@${hostname()}`, '@recorder').replaceAll(root, './')
  writeFileSync(join(historyFolder, `${name}.json`), `${text}\n`)
}

/** All histories of a folder, by name. */
export function readHistories(folder = historyFolder) {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  return files.sort().map((file) => {
    const { workflowId, history } = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    return { name: file.slice(0, -'.json'.length), workflowId, history: History.fromObject(history) }
  })
}
