import { type Kysely, sql } from 'kysely'

/** Row-level security for a table with an `account_id`: the tenant's own rows for `posthorn_app`, all of them for `posthorn_engine`. Grants are the migration's. */
export async function protectTenantTable(db: Kysely<unknown>, name: string): Promise<void> {
  const table = sql.id(name)
  const within = sql`exists (select from account_paths p where p.ancestor_id = current_account() and p.account_id = ${table}.account_id)`
  await sql`
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy engine on ${table} to posthorn_engine using (true) with check (true);
    create policy tenant on ${table} to posthorn_app using (${within}) with check (${within})`.execute(db)
}

/**
 * Narrows a table further for a caller that is bound to a project: beside the policy of its tenant, rows have to fit `belongs`, an
 * SQL condition. For some commands only where `commands` says so.
 */
export async function narrowToProject(db: Kysely<unknown>, name: string, { belongs, commands = ['all'] }: Narrowing): Promise<void> {
  const condition = sql.raw(`(current_project() is null or (${belongs}))`)
  for (const command of commands) {
    const clause = command === 'insert' ? sql`with check` : sql`using`
    const policy = sql.id(command === 'all' ? 'project' : `project_${command}`)
    await sql`create policy ${policy} on ${sql.id(name)} as restrictive for ${sql.raw(command)} to posthorn_app ${clause} ${condition}`.execute(
      db,
    )
  }
}

export interface Narrowing {
  readonly belongs: string
  readonly commands?: readonly ('all' | 'select' | 'insert' | 'update' | 'delete')[]
}
