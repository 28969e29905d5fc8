import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { routes } from '../../src/contract/routes.js'
import { withPosthorn } from '../helpers/posthorn.js'
import { fill } from './belongings.js'
import { placesOf } from './places.js'
import { requests } from './requests.js'
import { createTenant } from './tenant.js'
import { type Leak, walkRoutes } from './walk.js'
import { withoutConditions } from './without-conditions.js'
import { withoutRowSecurity } from './without-row-security.js'

type Scene = Parameters<Parameters<typeof withPosthorn>[0]>[0]

/** Two tenants side by side, and what one of them sees of the other. */
async function walk(posthorn: Scene, prepare: () => Promise<unknown> = () => Promise.resolve()): Promise<Leak[]> {
  const [own, other] = [await createTenant(posthorn, posthorn.receiver), await createTenant(posthorn, posthorn.receiver)]
  const others = await fill(other, posthorn.query)
  await prepare()
  return walkRoutes({ baseUrl: posthorn.baseUrl, own, others })
}

describe('tenants', () => {
  let planted: ReturnType<typeof withoutConditions>
  beforeAll(() => {
    planted = withoutConditions()
  })
  afterAll(() => planted.remove())

  it('every route has a request here', () => {
    expect(Object.keys(requests).sort()).toEqual(Object.keys(routes).sort())
    expect(placesOf(routes.createAccount)).toEqual([{ part: 'body', path: ['parent'] }])
  })

  it('see nothing of each other by any route with any id at any place, and are told 404', async () => {
    await withPosthorn(async (posthorn) => expect(await walk(posthorn)).toEqual([]))
  }, 300_000)

  it('see nothing of each other when the queries ask for no tenant: the database holds them apart', async () => {
    await withPosthorn(async (posthorn) => expect(await walk(posthorn)).toEqual([]), { program: planted.program })
  }, 300_000)

  it('would be seen by this test to leak, without conditions and without row-level security', async () => {
    await withPosthorn(
      async (posthorn) => {
        const leaks = await walk(posthorn, () => withoutRowSecurity(posthorn))
        const leaking = new Set(leaks.map(({ operation }) => operation))
        const tight = Object.keys(requests).filter((operation) => !leaking.has(operation as keyof typeof requests))
        // products and schedules are everybody's, a key asks for itself, an event type is found by account and name together, publishing asks the matcher whose an account is, and the report leaves out what is younger than a moment
        const expected = [
          'publishEvent',
          'publishBatch',
          'simulateEvent',
          'getEventType',
          'replaceEventType',
          'deleteEventType',
          'listProducts',
          'getProduct',
          'createProduct',
          'updateProduct',
          'listSchedules',
          'getSchedule',
          'getCurrentKey',
          'reportUndelivered',
        ]
        expect(tight.filter((operation) => !expected.includes(operation))).toEqual([])
      },
      { program: planted.program },
    )
  }, 300_000)
})
