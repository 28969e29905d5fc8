import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface TemporalServerBinaries {
  readonly server: string
  readonly sqlTool: string
}

const version = '1.31.2'

/** The Temporal server for Postgres: the one that was named, or the one in the user's cache. Throws with how to build it. */
export function findTemporalServer(): TemporalServerBinaries {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'posthorn', `temporal-server-${version}`)
  const server = process.env['POSTHORN_TEMPORAL_SERVER_BIN'] ?? join(cache, 'server')
  const sqlTool = process.env['POSTHORN_TEMPORAL_SQL_TOOL'] ?? join(cache, 'sql')
  const missing = [server, sqlTool].filter((file) => !existsSync(file))
  if (missing.length === 0) return { server, sqlTool }
  throw new Error(
    `There is no Temporal server for Postgres (${missing.join(', ')}). Build it once, with Go 1.26 or later, in some minutes:

  GOBIN=${cache} go install -tags disable_grpc_modules \\
    go.temporal.io/server/cmd/server@v${version} go.temporal.io/server/cmd/tools/sql@v${version}

or name the two programs with POSTHORN_TEMPORAL_SERVER_BIN and POSTHORN_TEMPORAL_SQL_TOOL.`,
  )
}
