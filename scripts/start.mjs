// npm start: sets up what is missing, then runs a node.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { orFail, setUp } from './setup.mjs'

await orFail(setUp)

const program = fileURLToPath(new URL('../bin/posthorn.js', import.meta.url))
// A larger young generation: a delivery makes much short-lived garbage (docs/performance.md).
const node = spawn(process.execPath, ['--max-semi-space-size=64', program, 'up', ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'], // the node sees the channel close if this script is killed
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => node.kill(signal))
node.once('exit', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal]
})
