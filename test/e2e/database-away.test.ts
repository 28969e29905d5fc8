import { beforeAll, describe, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { type Answered, publishText, send } from '../helpers/http.js'
import { atEndOfFile } from '../helpers/leaks.js'
import { type Link, startLink } from '../helpers/link.js'
import { type Posthorn, startPosthorn } from '../helpers/posthorn.js'
import { required } from '../helpers/run.js'
import { type Scene, scenes } from '../helpers/scene.js'

const count = 50

describe('publishing while Postgres is away', () => {
  let link: Link
  let posthorn: Posthorn
  beforeAll(async () => {
    link = await startLink(new URL(required('POSTHORN_TEST_POSTGRES')).host)
    posthorn = await startPosthorn({ databaseAt: link.address })
  }, 60_000)
  atEndOfFile(async () => {
    await posthorn.stop()
    await link.stop()
  })
  const scene = scenes(() => posthorn)

  it.each(['stall', 'holdAnswers', 'cut'] as const)(
    'is answered 503 within a second, and every event that is acknowledged or repeated is delivered when it is back (%s)',
    async (fault) => {
      const here = await scene()
      const publish = publishing(here)
      const acknowledged = idsOf(here, 'before')
      expect(statuses(await Promise.all(acknowledged.map(publish)))).toEqual(new Set([202]))

      link[fault]()
      const refused = idsOf(here, 'during')
      for (const { answer, tookMs } of await Promise.all(refused.map(timed(publish)))) {
        expect(answer).toMatchObject({ status: 503, json: { code: 'database_unavailable' } })
        expect(answer.headers.get('retry-after')).toBe('1')
        expect(tookMs).toBeLessThan(2_000)
      }
      const reading = await timed(() => send(posthorn, { path: '/v1/notifications' }))('')
      expect(reading).toMatchObject({ answer: { status: 503, json: { code: 'database_unavailable' } } })
      expect(reading.tookMs).toBeLessThan(2_000)
      expect((await fetch(`${posthorn.baseUrl}/readyz`)).status).toBe(503)

      link.mend()
      await Promise.all(refused.map((id) => eventually(async () => expect((await publish(id)).status).toBe(202))))
      const wanted = new Set([...acknowledged, ...refused])
      await eventually(() => expect(receivedBy(here)).toEqual(wanted), { withinMs: 30_000 })
      const stored = await posthorn.query('select id from events where type = $1', [here.type])
      expect(new Set(stored.map(({ id }) => id))).toEqual(wanted)
    },
    120_000,
  )
})

/** Of this scene alone: each fault has events of its own. */
const idsOf = ({ type }: Scene, when: string) => Array.from({ length: count }, (_, n) => `${type}-${when}-${String(n)}`)
const statuses = (answers: readonly Answered[]) => new Set(answers.map(({ status }) => status))

const publishing =
  ({ posthorn, type }: Scene) =>
  (id: string) =>
    publishText(posthorn, JSON.stringify({ id, type, data: { id } }))

const timed =
  (ask: (id: string) => Promise<Answered>) =>
  async (id: string): Promise<{ answer: Answered; tookMs: number }> => {
    const startedAt = performance.now()
    const answer = await ask(id)
    return { answer, tookMs: performance.now() - startedAt }
  }

const receivedBy = ({ receiver }: Scene) =>
  new Set(receiver.received().map(({ body }) => (JSON.parse(body.toString('utf8')) as { data: { id: string } }).data.id))
