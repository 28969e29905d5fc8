import { spawnSync } from 'node:child_process'
import { accessSync, constants, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildTemporal } from './temporal-build.js'
import { downloadTemporal } from './temporal-download.js'
import { isUsableVersion, temporalVersion } from './temporal-version.js'
import { codeOf, StartError } from './start-error.js'

export interface TemporalBinaryOptions {
  /** POSTHORN_TEMPORAL_BIN */
  readonly bin: string | null
  readonly cacheDir: string
  /** One line of progress for the person at the terminal. */
  readonly tell: (line: string) => void
  /** Ends what is being fetched or built. */
  readonly signal?: AbortSignal | undefined
}

/**
 * The temporal executable: the one that was named, the one on the PATH (1.5 or later), the one in the user's cache;
 * otherwise it is downloaded or, where that is not possible, built with Go, into the cache. Throws a StartError that
 * lists what was tried, or the signal's reason.
 */
export async function obtainTemporal(options: TemporalBinaryOptions): Promise<string> {
  const { tell, signal } = options
  const found = findTemporal(options)
  if (found !== undefined) return found
  const target = cachedTemporal(options.cacheDir)
  const tried = [`temporal ≥ 1.5 on the PATH: not there`, `${target}: not there`]
  mkdirCache(target)
  for (const [what, get] of [
    ['download', downloadTemporal],
    ['go build', buildTemporal],
  ] as const) {
    try {
      signal?.throwIfAborted()
      await get({ target, version: temporalVersion, tell, signal })
      return target
    } catch (error) {
      signal?.throwIfAborted()
      tried.push(`${what}: ${messageOf(error)}`)
      tell(`Temporal server: ${what} is not possible (${messageOf(error)})`)
    }
  }
  throw new StartError(
    `There is no Temporal server. Tried: ${tried.join('; ')}. Install the Temporal CLI (https://docs.temporal.io/cli) or Go 1.21 or later (https://go.dev/dl), name an executable with POSTHORN_TEMPORAL_BIN, or set TEMPORAL_ADDRESS to a server that runs`,
  )
}

/** The same without fetching anything. Throws a StartError when the named executable cannot be run. */
export function findTemporal({ bin, cacheDir }: Pick<TemporalBinaryOptions, 'bin' | 'cacheDir'>): string | undefined {
  if (bin !== null) {
    if (isExecutable(bin)) return bin
    throw new StartError(`POSTHORN_TEMPORAL_BIN names ${bin}, which cannot be run: name the temporal executable or unset it`)
  }
  const onPath = spawnSync('/bin/sh', ['-c', 'command -v temporal && temporal --version'], { encoding: 'utf8', timeout: 5_000 })
  const [path = ''] = onPath.stdout.split('\n')
  if (onPath.status === 0 && path.startsWith('/') && isUsableVersion(onPath.stdout)) return path
  const cached = cachedTemporal(cacheDir)
  return isExecutable(cached) ? cached : undefined
}

const cachedTemporal = (cacheDir: string): string => join(cacheDir, `temporal-${temporalVersion}`, 'temporal')

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function mkdirCache(target: string): void {
  try {
    mkdirSync(dirname(target), { recursive: true })
  } catch (error) {
    throw new StartError(
      `The cache directory ${dirname(target)} cannot be made (${codeOf(error)}): set XDG_CACHE_HOME to a directory this user may write`,
    )
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
