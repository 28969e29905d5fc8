import { afterEach, describe, expect, it } from '@jest/globals'
import { migrate } from '../../src/migrate.js'
import { freshDatabase, type TestDatabase } from '../helpers/database.js'

describe('the migration', () => {
  let database: TestDatabase
  afterEach(() => database.drop())

  it('does nothing on a database that is up to date', async () => {
    database = await freshDatabase()
    expect(await migrate(database.url)).toEqual({ ok: true, applied: [] })
  })

  it('refuses a schema that a newer version has migrated', async () => {
    database = await freshDatabase()
    await database.query(`insert into kysely_migration (name, timestamp) values ('9999-future', now()::text)`)
    expect(await migrate(database.url)).toEqual({ ok: false, reason: expect.stringContaining('9999-future') })
  })
})
