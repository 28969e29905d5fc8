import { describe, expect, it } from '@jest/globals'
import { type Client, createClient } from '../../src/client/client.js'
import type { Notification } from '../../src/contract/notifications.js'
import { posthornCommand } from '../cli/run-command.js'
import { eventually } from '../helpers/eventually.js'
import { send } from '../helpers/http.js'
import { type Posthorn, sharedPosthorn } from '../helpers/posthorn.js'
import { type Scene, scenes } from '../helpers/scene.js'
import { temporal, temporalJson } from '../helpers/temporal.js'

type Steering = 'cancel' | 'retryNow' | 'replay'
/** `owner`: the workflow that has the notification, for those who have to know it. */
type Way = (posthorn: Posthorn, steering: Steering, target: { id: string; owner: string }) => Promise<unknown>

const byApi: Way = ({ client }, steering, { id }) =>
  ({ cancel: client.cancelNotification, retryNow: client.retryNotificationNow, replay: client.replayNotification })[steering]({ id })

const byCommandLine: Way = async (posthorn, steering, { id }) => {
  const command = { cancel: 'cancel', retryNow: 'retry-now', replay: 'replay' }[steering]
  expect(await posthornCommand(() => posthorn)(['notifications', command, id])).toMatchObject({ exitCode: 0, stderr: '' })
}

const bySignal: Way = (posthorn, steering, { id, owner }) =>
  temporal(posthorn, 'workflow', 'signal', '-w', owner, '--name', steering, '--input', JSON.stringify({ notification: id }))

const byPosthorn = [
  { by: 'the API', way: byApi },
  { by: 'the command line', way: byCommandLine },
]
const everyWay = [...byPosthorn, { by: 'temporal workflow signal', way: bySignal }]

interface Three {
  readonly cancelled: string
  readonly retried: string
  readonly replayed: string
}

/** One after the other: Temporal answers "busy" to a command line that signals one workflow three times at once. */
async function steerEach(way: Way, posthorn: Posthorn, { owner, ...three }: Three & { owner: string }): Promise<void> {
  await way(posthorn, 'cancel', { id: three.cancelled, owner })
  await way(posthorn, 'retryNow', { id: three.retried, owner })
  await way(posthorn, 'replay', { id: three.replayed, owner })
}

const threeOf = (ids: readonly string[]): Three => {
  const [cancelled = '', retried = '', replayed = ''] = ids
  return { cancelled, retried, replayed }
}

const load = ({ client }: Scene, ids: readonly string[]) => Promise.all(ids.map((id) => client.getNotification({ id })))

/** None of them has been attempted, or belongs to a workflow yet. */
async function expectUntouched(here: Scene, { cancelled, retried, replayed }: Three): Promise<void> {
  for (const one of await load(here, [cancelled, retried, replayed])) expect(one).toMatchObject({ attempts: 0, workflow: null })
}

/** Each of the three as it was steered, and all others delivered; nobody got anything twice, or what was cancelled. */
async function expectSteered(here: Scene, ids: readonly string[], three: Three): Promise<void> {
  const ended = { attempts: 1, state: 'delivered', round: 1 }
  const expected = (id: string) =>
    ({ [three.cancelled]: { attempts: 0, state: 'cancelled', round: 1 }, [three.replayed]: { ...ended, round: 2 } })[id] ?? ended
  await eventually(
    async () => {
      const found = (await load(here, ids)).map(({ id, attempts, state, round }) => ({ id, attempts, state, round }))
      expect(found).toEqual(ids.map((id) => ({ id, ...expected(id) })))
    },
    { withinMs: 30_000, everyMs: 250 },
  )
  const got = here.receiver.received().map(({ headers }) => headers['webhook-id'])
  expect(got.sort()).toEqual(ids.filter((id) => id !== three.cancelled).sort())
}

describe('an operator steers what is still queued behind the starter', () => {
  const env = { POSTHORN_STARTS_IN_FLIGHT: '1', POSTHORN_BATCH_MAX: '1', POSTHORN_ATTEMPT_AHEAD: 'false' }
  const posthorn = sharedPosthorn({ env })
  const scene = scenes(posthorn)

  it.each(byPosthorn)('by $by', async ({ way }) => {
    const here = await scene({ timeoutMs: 30_000 })
    const release = here.receiver.hold()
    const ids: string[] = []
    // A slot is free again after 250 ms: half a minute for three commands on a busy machine.
    while (ids.length < 120) ids.push(await here.notify())
    const three = threeOf(ids.slice(-3))
    await expectUntouched(here, three)
    await steerEach(way, posthorn(), { ...three, owner: 'none yet' })
    // In order of arrival: as long as three or more are queued, these are among them.
    expect(await backlog()).toBeGreaterThanOrEqual(3)
    release()
    await expectSteered(here, ids, three)
  })

  async function backlog(): Promise<number> {
    const { text } = await send(posthorn(), { path: '/metrics' })
    return Number(/^posthorn_backlog (\d+)$/m.exec(text)?.[1])
  }
})

describe('an operator steers a notification that shares its workflow', () => {
  const posthorn = sharedPosthorn({ env: { POSTHORN_STARTS_IN_FLIGHT: '1', POSTHORN_ATTEMPT_AHEAD: 'false' } })
  const scene = scenes(posthorn)
  const publishMany = (here: Scene, count: number) => Promise.all(Array.from({ length: count }, () => here.notify()))

  it.each(everyWay)('by $by, while it waits for a free slot', async ({ way }) => {
    const here = await scene({ timeoutMs: 30_000 })
    const release = here.receiver.hold()
    const ids = await publishMany(here, 30)
    const { owner, waiting } = await eventually(() => waitingInBatch(posthorn(), here), { withinMs: 30_000, everyMs: 500 })
    const three = threeOf(waiting)
    await expectUntouched(here, three)
    await steerEach(way, posthorn(), { ...three, owner })
    // A signal is heard at the end of the turn: what it asks for must not come after the attempt that waits.
    await eventually(async () =>
      expect(await load(here, [three.cancelled, three.replayed])).toMatchObject([{ state: 'cancelled' }, { round: 2 }]),
    )
    release()
    await expectSteered(here, ids, three)
  })

  it.each(everyWay)('by $by, while it waits for its next attempt, and the others stay as they are', async ({ way }) => {
    const here = await scene({ schedule: { name: 'custom', delaysSeconds: [50] } })
    here.receiver.answers(503)
    const ids = await publishMany(here, 30)
    const { owner, members } = await eventually(async () => sharedBy(await load(here, ids)), { withinMs: 30_000, everyMs: 250 })
    const three = threeOf(members)
    here.receiver.answers(200)
    await steerEach(way, posthorn(), { ...three, owner })
    const expected = {
      [three.cancelled]: { state: 'cancelled', attempts: 1, round: 1 },
      [three.retried]: { state: 'delivered', attempts: 2, round: 1 },
      [three.replayed]: { state: 'delivered', attempts: 2, round: 2 },
    }
    await eventually(async () => {
      for (const one of await load(here, ids)) {
        expect(one).toMatchObject(expected[one.id] ?? { state: 'retrying', attempts: 1, round: 1 })
      }
    })
    expect(here.receiver.received()).toHaveLength(32)
  })
})

describe('a set of notifications of two accounts', () => {
  const posthorn = sharedPosthorn({ env: { POSTHORN_STARTS_IN_FLIGHT: '1' } })
  const scene = scenes(posthorn)

  it('S3-8: is shown to each of them with its own notifications alone', async () => {
    const { client, baseUrl } = posthorn()
    const schedule = { name: 'custom' as const, delaysSeconds: [50] }
    const { id: account } = await client.createAccount({ name: 'Shop' })
    const { key } = await client.createApiKey({ account, name: 'shop', scopes: ['*'], environment: 'live' })
    const shop = createClient({ baseUrl, apiKey: key })
    const here = await scene({ account, schedule })
    const other = await scene({ schedule })
    for (const { receiver } of [here, other]) receiver.answers(503)
    const publishTo = (to: Scene, of?: string) => client.publishEvent({ type: to.type, data: {}, ...(of !== undefined && { account: of }) })
    const published = await Promise.all(Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? publishTo(here, account) : publishTo(other))))
    const [own, others] = [0, 1].map((rest) =>
      published.flatMap(({ notifications }, i) => (i % 2 === rest ? notifications.map(({ id }) => id) : [])),
    )
    await eventually(
      async () => {
        const items = await load(here, [...own!, ...others!])
        const mixed = items.find(
          ({ id, workflow }) => own!.includes(id) && items.some((one) => others!.includes(one.id) && one.workflow?.id === workflow?.id),
        )
        const of = (by: Client) =>
          by.getWorkflow({ id: mixed!.id }).then(({ progress }) => progress!.open.map(({ notification }) => notification))
        const [all, shown] = [await of(client), await of(shop)]
        expect(all.filter((id) => others!.includes(id)).length).toBeGreaterThan(0)
        expect(shown).toEqual(all.filter((id) => own!.includes(id)))
      },
      { withinMs: 30_000, everyMs: 250 },
    )
  })
})

/** A set of this subscription, and three of its members that have not got a slot yet: as an operator finds them in Temporal. */
async function waitingInBatch(posthorn: Posthorn, { subscription }: Scene): Promise<{ owner: string; waiting: string[] }> {
  const query = `PosthornSubscription = "${subscription.id}" AND WorkflowId STARTS_WITH "batch_"`
  const sets = await temporalJson<{ execution: { workflowId: string } }[]>(posthorn, 'workflow', 'list', '--query', query)
  for (const { execution } of sets) {
    const owner = execution.workflowId
    const { queryResult } = await temporalJson<{ queryResult: { open: { notification: string; note: string }[] }[] }>(
      posthorn,
      ...['workflow', 'query', '-w', owner, '--type', 'progress'],
    )
    const waiting = queryResult.flatMap(({ open }) => open.filter(({ note }) => note.startsWith('waits for a free slot')))
    if (waiting.length >= 3) return { owner, waiting: waiting.map(({ notification }) => notification) }
  }
  throw new Error('No set has three that wait for a slot')
}

/** The set that owns at least four of them, all of which wait for their second attempt. */
function sharedBy(items: readonly Notification[]): { owner: string; members: string[] } {
  expect(items.every(({ state, attempts }) => state === 'retrying' && attempts === 1)).toBe(true)
  const owners = new Set(items.map(({ workflow }) => workflow?.id ?? '').filter((id) => id.startsWith('batch_')))
  for (const owner of owners) {
    const members = items.filter(({ workflow }) => workflow?.id === owner).map(({ id }) => id)
    if (members.length >= 4) return { owner, members }
  }
  throw new Error('No set owns four of them')
}
