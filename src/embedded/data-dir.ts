import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive, startOf } from './processes.js'
import { codeOf, StartError } from './start-error.js'

/** Makes the data directory. Throws a StartError when it cannot be written. */
export function openDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o711 }) // the user postgres passes through it, nobody lists it
    accessSync(dataDir, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new StartError(
      `The data directory ${dataDir} cannot be written (${codeOf(error)}): set POSTHORN_DATA_DIR to a directory this user may write`,
    )
  }
}

/**
 * Makes sure that this process is the only node on the data directory. The lock is the name of a process, so a
 * node that was killed leaves none behind. Returns the release. Throws a StartError when another node holds it.
 */
export function lockDataDir(dataDir: string): () => void {
  const file = join(dataDir, 'node.lock')
  const mine = `${process.pid} ${startOf(process.pid) ?? ''}`
  for (;;) {
    try {
      writeFileSync(file, mine, { flag: 'wx' })
      return () => {
        rmSync(file, { force: true })
      }
    } catch (error) {
      if (codeOf(error) !== 'EEXIST')
        throw new StartError(
          `The data directory ${dataDir} cannot be written (${codeOf(error)}): set POSTHORN_DATA_DIR to a directory this user may write`,
        )
    }
    const holder = holderOf(file)
    if (holder !== undefined)
      throw new StartError(
        `Another node (process ${holder}) uses the data directory ${dataDir}: stop it, or set POSTHORN_DATA_DIR to another directory`,
      )
    rmSync(file, { force: true })
  }
}

function holderOf(file: string): number | undefined {
  if (!existsSync(file)) return undefined
  const [pid = '', ...start] = readFileSync(file, 'utf8').split(' ')
  const holder = Number(pid)
  const lives = Number.isInteger(holder) && holder > 0 && holder !== process.pid && isAlive(holder) && startOf(holder) === start.join(' ')
  return lives ? holder : undefined
}
