import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { freshDatabase, type TestDatabase } from '../helpers/database.js'
import { findUnnarrowed, findUnprotected, grantsOf } from './unprotected.js'

describe('the schema', () => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await freshDatabase()
  })
  afterEach(() => database.drop())

  it('has row-level security, forced, with policies for both roles, on every tenant table', async () => {
    expect(await findUnprotected(database.query)).toEqual([])
  })

  it('would be refused with a table that has none, or whose owner is exempt, or that says nothing of a tenant', async () => {
    await database.query('create table widgets (account_id text not null)')
    await database.query('create table gadgets (id text)')
    await database.query('alter table attempts no force row level security')
    expect(await findUnprotected(database.query)).toEqual([
      'attempts has no row-level security that is forced',
      'gadgets has no account_id and is not on the list of those that need none',
      'widgets has no row-level security that is forced',
      'widgets has no policy for posthorn_app',
      'widgets has no policy for posthorn_engine',
    ])
  })

  it('narrows every tenant table to the project of a key that is bound to one', async () => {
    expect(await findUnnarrowed(database.query)).toEqual([])
    await database.query('create table widgets (account_id text not null); alter table widgets enable row level security')
    await database.query('drop policy project on attempts')
    expect(await findUnnarrowed(database.query)).toEqual(['attempts', 'widgets'])
  })

  it('lets what a caller reaches do this and no more', async () => {
    expect(await grantsOf(database.query, 'posthorn_app')).toEqual({
      account_paths: 'select',
      accounts: 'insert select update',
      api_keys: 'insert select update',
      attachments: 'insert select update',
      approval_policies: 'insert select update',
      attempts: 'select',
      audit_entries: 'insert select',
      audit_heads: 'insert select update',
      change_requests: 'insert select update',
      event_types: 'delete insert select update',
      events: 'select',
      notifications: 'insert select update',
      own_events: 'select',
      products: 'insert select update',
      project_members: 'delete insert select update',
      projects: 'insert select update',
      replay_rounds: 'insert select',
      replays: 'insert select update',
      retention_marks: 'select',
      retention_policies: 'insert select update',
      retention_revisits: 'insert',
      signing_keys: 'insert select update',
      subscription_feeds: 'insert select update',
      subscription_secrets: 'insert select update',
      subscription_versions: 'insert select',
      subscriptions: 'insert select update',
    })
  })

  it.each(['posthorn_app', 'posthorn_engine'])('lets %s neither change nor delete an audit entry', async (role) => {
    for (const statement of ['delete from audit_entries', "update audit_entries set action = 'x'", 'truncate audit_entries'])
      await expect(database.query(`do $$ begin set local role ${role}; ${statement}; end $$`)).rejects.toThrow('permission denied')
    expect((await grantsOf(database.query, role))['audit_entries']).toBe('insert select')
  })

  it.each(['posthorn_app', 'posthorn_engine'])('gives %s no way past row-level security', async (role) => {
    const [found] = await database.query('select rolsuper, rolbypassrls, rolcanlogin, rolcreaterole from pg_roles where rolname = $1', [
      role,
    ])
    expect(found).toEqual({ rolsuper: false, rolbypassrls: false, rolcanlogin: false, rolcreaterole: false })
  })
})
