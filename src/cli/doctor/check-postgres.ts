import { type Check, type Finding, lookTimeoutMs, reasonOf } from './finding.js'

const subject = 'Postgres'
const oldestVersion = 150_000

interface Row {
  readonly version: string
  readonly number: number
  /** Settings that are off and should not be. */
  readonly lossy: string | null
  readonly schema: string | null
}

/** Postgres of DATABASE_URL: reachable, new enough, durable, migrated. The embedded one is the node's own affair. */
export const checkPostgres: Check = async ({ configured }) => {
  if (configured === undefined) return []
  const { databaseUrl } = configured.secrets
  if (databaseUrl === '') return [{ subject, state: 'skipped', found: 'embedded (DATABASE_URL is not set): the node looks after it' }]
  try {
    return judge(await ask(databaseUrl))
  } catch (error) {
    return [
      {
        subject,
        state: 'wrong',
        found: `DATABASE_URL: ${reasonOf(error)}`,
        mend: 'start the server, or mend host, user and password in DATABASE_URL',
      },
    ]
  }
}

async function ask(connectionString: string): Promise<Row> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: lookTimeoutMs,
    query_timeout: lookTimeoutMs,
    application_name: 'posthorn-doctor',
  })
  client.on('error', () => undefined) // the query that meets it reports it
  try {
    await client.connect()
    const { rows } = await client.query<Row>(
      "select current_setting('server_version') as version, current_setting('server_version_num')::int as number, (select string_agg(name, ', ' order by name) from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off') as lossy, to_regclass('kysely_migration')::text as schema",
    )
    if (rows[0] === undefined) throw new Error('no answer to a query')
    return rows[0]
  } finally {
    await client.end().catch(() => undefined)
  }
}

function judge({ version, number, lossy, schema }: Row): Finding[] {
  const findings: Finding[] = []
  if (number < oldestVersion)
    findings.push({ subject, state: 'wrong', found: `version ${version} is too old`, mend: 'use Postgres 15 or later' })
  if (lossy !== null)
    findings.push({
      subject,
      state: 'wrong',
      found: `${lossy} off: what was acknowledged may be lost`,
      mend: 'switch on what is off: the node does not start like this',
    })
  if (schema === null) findings.push({ subject, state: 'wrong', found: 'the database is empty', mend: 'posthorn migrate' })
  return findings.length > 0 ? findings : [{ subject, state: 'ok', found: `version ${version}` }]
}
