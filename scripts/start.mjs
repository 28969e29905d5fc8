// npm start: sets up what is missing, then runs a node, with the variables of the file .env if there is one.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { orFail, setUp } from './setup.mjs'

const inClone = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))

await orFail(async (signal) => {
  // What the environment says comes first. A Node that is too old to read the file is refused by setUp.
  if (existsSync(inClone('.env'))) process.loadEnvFile?.(inClone('.env'))
  await setUp(signal)
})

const program = inClone('bin/posthorn.js')
// A larger young generation: a delivery makes much short-lived garbage (docs/performance.md).
const node = spawn(process.execPath, ['--max-semi-space-size=64', program, 'up', ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'], // the node sees the channel close if this script is killed
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => node.kill(signal))
node.once('exit', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal]
})
