import { randomInt } from 'node:crypto'
import { isFree } from '../../src/embedded/ports.js'

/** Below the ports that systems and Posthorn itself choose from; each Jest worker has a part of its own. */
const first = 10_100
const ofWorker = 2_500
const workers = 4

let asked = randomInt(ofWorker)

/** A free port that nobody else in this run is given before it is listened on. */
export async function freePort(): Promise<number> {
  asked += 1
  const port = first + (Number(process.env['JEST_WORKER_ID'] ?? 0) % workers) * ofWorker + (asked % ofWorker)
  return (await isFree(port)) ? port : freePort()
}
