import { beforeAll, describe, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { atEndOfFile } from '../helpers/leaks.js'
import { type Link, startLink } from '../helpers/link.js'
import { type Posthorn, startPosthorn } from '../helpers/posthorn.js'
import { temporalAddress } from '../helpers/run.js'
import { scenes } from '../helpers/scene.js'

const count = 60

describe('publishing while Temporal is away', () => {
  let link: Link
  let posthorn: Posthorn
  beforeAll(async () => {
    link = await startLink(temporalAddress())
    posthorn = await startPosthorn({ env: { TEMPORAL_ADDRESS: link.address } })
  }, 60_000)
  atEndOfFile(async () => {
    await posthorn.stop()
    await link.stop()
  })
  const scene = scenes(() => posthorn)

  it.each(['stall', 'cut'] as const)(
    'is answered, first attempts go out, and what they did not deliver goes on when it is back (%s)',
    async (fault) => {
      const here = await scene({ schedule: { name: 'custom', delaysSeconds: [1, 1, 1, 1, 1] } })
      // Each event's first attempt is answered 503, and every one that follows 200.
      const refused = new Set<string>()
      here.receiver.answers(({ headers }) => {
        const id = headers['webhook-id'] ?? ''
        if (refused.has(id)) return 200
        refused.add(id)
        return 503
      })
      link[fault]()
      const ids = await Promise.all(Array.from({ length: count }, () => here.notify()))
      await eventually(() => expect(refused.size).toBe(count), { withinMs: 20_000 })
      expect((await fetch(`${posthorn.baseUrl}/readyz`)).status).toBe(200)
      expect(await statesOf(posthorn, ids)).toEqual(new Set(['retrying']))
      link.mend()
      await eventually(async () => expect(await statesOf(posthorn, ids)).toEqual(new Set(['delivered'])), { withinMs: 60_000 })
      expect(here.receiver.received()).toHaveLength(2 * count)
    },
    120_000,
  )

  it('does not keep who looks and who steers waiting: what Temporal knows cannot be had, what the database knows is changed', async () => {
    const here = await scene({ schedule: { name: 'custom', delaysSeconds: [3_600] } })
    here.receiver.answers(503)
    const id = await here.notify()
    await eventually(async () => expect(await here.client.getNotification({ id })).toMatchObject({ state: 'retrying' }))
    link.stall()
    await expect(here.client.getWorkflow({ id })).rejects.toMatchObject({ problem: { status: 503, code: 'temporal_unavailable' } })
    expect(await here.client.cancelNotification({ id })).toMatchObject({ state: 'cancelled' })
    link.mend()
    await eventually(async () => expect(await here.client.getWorkflow({ id })).toMatchObject({ status: 'CANCELLED' }), { withinMs: 60_000 })
  }, 120_000)
})

async function statesOf({ query }: Posthorn, ids: readonly string[]): Promise<Set<unknown>> {
  const rows = await query('select state from notifications where id = any($1)', [ids])
  return new Set(rows.map(({ state }) => state))
}
