import { randomInt } from 'node:crypto'
import { isFree } from '../../src/embedded/ports.js'

/** Ports below those that systems and Posthorn itself choose from; each Jest worker has a part of its own. */
const first = 10_100
const ofWorker = 2_500
const workers = 4

/** A free port that nobody else in this run is given before it is listened on. */
export const freePort = createPorts()

function createPorts(): () => Promise<number> {
  const begin = first + (Number(process.env['JEST_WORKER_ID'] ?? 0) % workers) * ofWorker
  let asked = randomInt(ofWorker)
  return async function next(): Promise<number> {
    asked += 1
    const port = begin + (asked % ofWorker)
    return (await isFree(port)) ? port : next()
  }
}
