import { expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { withPosthorn } from '../helpers/posthorn.js'

it('does not start on a database that may lose what was acknowledged, unless the operator allows it', async () => {
  await withPosthorn(async ({ databaseUrl, query, restart }) => {
    await query(`alter database ${new URL(databaseUrl).pathname.slice(1)} set synchronous_commit = off`)
    await expect(restart()).rejects.toThrow(
      /may lose what was acknowledged: synchronous_commit = off\. .*POSTHORN_ALLOW_LOSSY_DATABASE=true/,
    )
  })
  await withPosthorn(
    async ({ databaseUrl, query, restart, log, client }) => {
      await query(`alter database ${new URL(databaseUrl).pathname.slice(1)} set synchronous_commit = off`)
      await restart()
      await eventually(() => expect(log()).toContain('the database may lose what was acknowledged: synchronous_commit = off'))
      expect((await client.listEvents({})).items).toEqual([])
    },
    { env: { POSTHORN_ALLOW_LOSSY_DATABASE: 'true' } },
  )
})
