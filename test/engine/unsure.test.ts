import { describe, expect, it } from '@jest/globals'
import type { OwedRow } from '../../src/db/load-owed.js'
import type { Startable } from '../../src/engine/starter.js'
import { createUnsure } from '../../src/engine/unsure.js'

const startable = (id: string): Startable => ({
  id,
  from: 1,
  labels: { account: 'acc_1', subscription: 'sub_1', event: 'evt_1', eventType: 'payment.settled', host: 'shop.example' },
})
const row = (state: OwedRow['state'], workflowId: string | null = null) => ({ state, workflowId }) as OwedRow

describe('notifications whose insert failed', () => {
  it('are started when they turn out to be committed and not begun', async () => {
    const rows = new Map([
      ['ntf_1', row('pending')],
      ['ntf_3', row('delivered', 'ntf_3')],
    ])
    const started: string[] = []
    const unsure = createUnsure({
      load: (ids) => Promise.resolve(ids.map((id) => rows.get(id))),
      start: (found) => started.push(...found.map(({ id }) => id)),
    })
    unsure.add(['ntf_1', 'ntf_2', 'ntf_3'].map(startable))
    await unsure.settle()
    await unsure.settle()
    expect(started).toEqual(['ntf_1'])
  })

  it('are started when they are committed only after the database is back, and given up some looks later', async () => {
    const rows = new Map<string, OwedRow>()
    const started: string[] = []
    let looks = 0
    const unsure = createUnsure({
      load: (ids) => {
        looks += ids.length
        return Promise.resolve(ids.map((id) => rows.get(id)))
      },
      start: (found) => started.push(...found.map(({ id }) => id)),
    })
    unsure.add(['ntf_1', 'ntf_2'].map(startable))
    await unsure.settle()
    rows.set('ntf_2', row('pending'))
    for (let times = 0; times < 30; times++) await unsure.settle()
    expect(started).toEqual(['ntf_2'])
    expect(looks).toBe(10 + 2)
  })

  it('are looked for again when the database is still away', async () => {
    const started: string[] = []
    let away = true
    const unsure = createUnsure({
      load: (ids) => (away ? Promise.reject(new Error('away')) : Promise.resolve(ids.map(() => row('pending')))),
      start: (found) => started.push(...found.map(({ id }) => id)),
    })
    unsure.add([startable('ntf_1')])
    await expect(unsure.settle()).rejects.toThrow('away')
    away = false
    await unsure.settle()
    expect(started).toEqual(['ntf_1'])
  })
})
