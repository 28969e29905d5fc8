// node scripts/replay-histories.mjs [folder]: replays the recorded histories through the workflow as it is built now,
// without a server. One line for each; exit code 1 when one would not go on as it began.
import { fileURLToPath } from 'node:url'
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker'
import { readHistories } from './history-file.mjs'

const codePath = fileURLToPath(new URL('../dist/workflow-bundle.js', import.meta.url))
Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), telemetryOptions: { logging: { filter: 'OFF' } } })

const names = []
async function* histories() {
  for (const { name, ...history } of readHistories(process.argv[2])) {
    names.push(name)
    yield history
  }
}

let failed = 0
let at = 0
for await (const { error } of Worker.runReplayHistories({ workflowBundle: { codePath } }, histories())) {
  const name = names[at++]
  if (error) failed++
  console.log(`${error ? 'FAIL' : 'ok  '} ${name}${error ? `: ${error.message}` : ''}`)
}
process.exitCode = failed > 0 || at === 0 ? 1 : 0
