import type { Posthorn } from '../helpers/posthorn.js'

/** Tables without an account_id, and why they have none. */
const noTenants: Readonly<Record<string, string>> = {
  accounts: 'its id is the tenant; protected by policies of its own',
  nodes: 'processes, not tenants',
  signing_key_epoch: 'one number',
  kysely_migration: 'which migrations have run',
  kysely_migration_lock: 'who migrates',
}

const both = ['posthorn_app', 'posthorn_engine']

/** What is wrong with the tables of the schema: one line for each that a tenant could reach beyond its own rows. */
export async function findUnprotected(query: Posthorn['query']): Promise<string[]> {
  const tables = await query(`
    select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped) as owned,
      coalesce((select array_agg(distinct r.rolname::text) from pg_policy p join pg_roles r on r.oid = any(p.polroles) where p.polrelid = c.oid), '{}') as roles
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`)
  return tables.flatMap(({ name, enabled, forced, owned, roles }) => {
    const table = String(name)
    if (owned !== true && table !== 'accounts')
      return table in noTenants ? [] : [`${table} has no account_id and is not on the list of those that need none`]
    const without = both.filter((role) => !(roles as string[]).includes(role))
    return [
      ...(enabled === true && forced === true ? [] : [`${table} has no row-level security that is forced`]),
      ...without.map((role) => `${table} has no policy for ${role}`),
    ]
  })
}

/** What a role may do with each table: `s`elect, `i`nsert, `u`pdate, `d`elete, or more; by whole tables. */
export async function grantsOf(query: Posthorn['query'], role: string): Promise<Record<string, string>> {
  const rows = await query(
    `select table_name as name, string_agg(lower(privilege_type), ' ' order by privilege_type) as grants
    from information_schema.role_table_grants where grantee = $1 and table_schema = 'public' group by 1 order by 1`,
    [role],
  )
  return Object.fromEntries(rows.map(({ name, grants }) => [String(name), String(grants)]))
}

/** Tables of tenants that keys of one project see as any key of the account, and why they do. */
const unnarrowed: Readonly<Record<string, string>> = {
  account_paths: 'which account is above which: what asks for it is narrowed itself',
  resource_sequences: 'nothing a caller can reach is read from it',
  retention_marks: 'until when something of the account is gone: the feeds of its webhooks say so',
  retention_revisits: 'nothing a caller can reach is read from it',
  audit_heads: 'where the chain of the account ends: whoever changes something has to continue it',
}

/** The tables that a key of one project could reach beyond its project. */
export async function findUnnarrowed(query: Posthorn['query']): Promise<string[]> {
  const tables = await query(`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity
      and not exists (select from pg_policy p join pg_roles r on r.oid = any(p.polroles)
        where p.polrelid = c.oid and r.rolname = 'posthorn_app' and not p.polpermissive
          and pg_get_expr(coalesce(p.polqual, p.polwithcheck), c.oid) like '%current_project()%')
    order by 1`)
  return tables.map(({ name }) => String(name)).filter((table) => !(table in unnarrowed))
}
