import { describe, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { scenes } from '../helpers/scene.js'
import { temporal } from '../helpers/temporal.js'

const minutes = 60_000

describe('a notification whose workflow Temporal has lost', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)

  const repairs = async () => {
    const metrics = await (await fetch(`${posthorn().baseUrl}/metrics`)).text()
    return Number(/^posthorn_repairs_total (\d+)$/m.exec(metrics)?.[1])
  }

  it(
    'is handed over again when it is a minute overdue, and goes on where it was',
    async () => {
      const { client, notify, receiver } = await scene({ schedule: { name: 'custom', delaysSeconds: [20, 20] } })
      receiver.answers(503)
      const ids = [await notify(), await notify()]
      for (const id of ids) {
        await eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state: 'retrying' }))
        await eventually(async () => expect(await client.getWorkflow({ id })).toMatchObject({ status: 'RUNNING' }))
      }
      receiver.answers(200)
      for (const id of ids) await temporal(posthorn(), 'workflow', 'terminate', '--workflow-id', id, '--reason', 'a restored backup')
      expect(await repairs()).toBe(0)
      for (const id of ids)
        await eventually(
          async () => expect(await client.getNotification({ id })).toMatchObject({ state: 'delivered', attempts: 2, round: 1 }),
          { withinMs: 2 * minutes },
        )
      expect(receiver.received().map(({ headers }) => headers['webhook-id'])).toEqual(expect.arrayContaining(ids))
      expect(receiver.received()).toHaveLength(4)
      for (const id of ids)
        await eventually(async () => expect(await client.getWorkflow({ id })).toMatchObject({ workflowId: id, status: 'COMPLETED' }))
      expect(await repairs()).toBe(2)
    },
    3 * minutes,
  )
})
