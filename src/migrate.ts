import { Kysely, Migrator, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { migrations } from './db/migrations/index.js'

export type MigrateResult = { readonly ok: true; readonly applied: readonly string[] } | { readonly ok: false; readonly reason: string }

/** What the node works as (migration 0002). */
const roles = ['posthorn_engine', 'posthorn_app']

/**
 * Brings the schema up to this version. Several nodes may start at once: the migrator's advisory lock lets one
 * of them work. A schema that has migrations this version does not know is left alone and refused.
 */
export async function migrate(connectionString: string): Promise<MigrateResult> {
  const pool = new pg.Pool({ connectionString, max: 1, connectionTimeoutMillis: 10_000, application_name: 'posthorn-migrate' })
  pool.on('error', () => undefined) // reported by the query that meets it
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    return await migrateToLatest(db)
  } catch (error) {
    return { ok: false, reason: `The database cannot be migrated: ${messageOf(error)}` }
  } finally {
    await db.destroy()
  }
}

async function migrateToLatest(db: Kysely<unknown>): Promise<MigrateResult> {
  const unknown = (await appliedMigrations(db)).filter((name) => !(name in migrations))
  if (unknown.length > 0) {
    return {
      ok: false,
      reason: `The database was migrated by a newer version of Posthorn (${unknown.join(', ')}): start that version or a later one`,
    }
  }
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error !== undefined) return { ok: false, reason: `The database cannot be migrated: ${messageOf(error)}` }
  const refusal = await refuseRoles(db)
  if (refusal !== undefined) return { ok: false, reason: refusal }
  return { ok: true, applied: results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName) }
}

/** Why the user cannot do what it does as these roles; undefined when it can take them. */
async function refuseRoles(db: Kysely<unknown>): Promise<string | undefined> {
  for (const role of roles) {
    try {
      await db.transaction().execute((tx) => sql`set local role ${sql.id(role)}`.execute(tx))
    } catch (error) {
      const { rows } = await sql<{ name: string }>`select current_user as name`.execute(db)
      const user = rows[0]?.name ?? ''
      return `The database user ${user} may not take the role ${role} (${messageOf(error)}): let an administrator run grant ${roles.join(', ')} to "${user}"`
    }
  }
  return undefined
}

async function appliedMigrations(db: Kysely<unknown>): Promise<string[]> {
  const found = await sql<{ at: string | null }>`select to_regclass('kysely_migration')::text as at`.execute(db)
  if ((found.rows[0]?.at ?? null) === null) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map(({ name }) => name)
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}
