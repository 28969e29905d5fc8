import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { connect, type Database } from '../../src/db/connect.js'
import { isDatabaseUnavailable } from '../../src/db/unavailable.js'
import { eventually } from '../helpers/eventually.js'
import { type Link, startLink } from '../helpers/link.js'
import { required } from '../helpers/run.js'

describe('a pool', () => {
  let link: Link
  let db: Database
  beforeEach(async () => {
    const url = new URL(required('POSTHORN_TEST_POSTGRES'))
    link = await startLink(url.host)
    url.host = link.address
    db = connect({ connectionString: url.href, poolMax: 3, onError: () => undefined })
    await db.warm()
  })
  afterEach(async () => {
    await db.close()
    await link.stop()
  })

  const ask = (text = 'select 1') => db.pool.query(text)
  /** What became of a question: answered, or refused because Postgres is away. */
  const fateOf = (asked: Promise<unknown>) =>
    asked.then(
      () => 'answered',
      (error: unknown) => (isDatabaseUnavailable(error) ? 'unavailable' : error),
    )

  it('waits for statements that take their time, even when all of them do', async () => {
    const slow = Array.from({ length: 5 }, () => fateOf(ask('select pg_sleep(1.5)')))
    expect(new Set(await Promise.all(slow))).toEqual(new Set(['answered']))
  })

  it('lets nobody wait for a Postgres that has stopped answering, and uses it again when it answers', async () => {
    link.stall()
    const asked = Array.from({ length: 20 }, () => fateOf(ask()))
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['unavailable']))
    const { totalCount } = db.pool
    expect(await fateOf(ask())).toBe('unavailable')
    expect([totalCount, db.pool.totalCount]).toEqual([0, 0])
    link.mend()
    await eventually(async () => expect(await fateOf(ask())).toBe('answered'))
  })
})
