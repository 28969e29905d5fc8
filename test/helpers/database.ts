import pg from 'pg'
import { required } from './run.js'

export interface TestDatabase {
  readonly url: string
  /** One statement on a connection of its own; returns the rows. */
  query(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  drop(): Promise<unknown>
}

/** A migrated database of its own, cloned from the template of the run. */
export async function freshDatabase(): Promise<TestDatabase> {
  const admin = required('POSTHORN_TEST_POSTGRES')
  const name = `t_${Date.now().toString(36)}_${Math.random().toString(36).slice(2, 10)}`
  await cloneTemplate(admin, name)
  const url = new URL(`/${name}`, admin).href
  return {
    url,
    query: (text, values) => statement(url, text, values),
    drop: () => statement(admin, `drop database if exists ${name} with (force)`),
  }
}

/** Postgres clones a database only while nobody else does. */
async function cloneTemplate(admin: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: admin })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(4711)')
    await client.query(`create database ${name} template ${required('POSTHORN_TEST_TEMPLATE')}`)
  } finally {
    await client.end()
  }
}

async function statement(connectionString: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows
  } finally {
    await client.end()
  }
}
