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
