import { describe, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { scenes } from '../helpers/scene.js'
import { posthornCommand } from './run-command.js'

const posthorn = sharedPosthorn()
const scene = scenes(posthorn)
const run = posthornCommand(posthorn)

describe('posthorn reports undelivered', () => {
  it('lists what is missing and ends with 3; with 0 when there is nothing', async () => {
    const { client, receiver, subscription, publish } = await scene({ schedule: { name: 'custom', delaysSeconds: [] } })
    receiver.answers(500)
    const { id, notifications } = await publish()
    await eventually(async () => expect((await client.getEvent({ id })).notifications[0]).toMatchObject({ state: 'exhausted' }))
    for (const table of ['events', 'notifications'])
      await posthorn().query(`update ${table} set created_at = created_at - interval '1 hour'`)

    const missing = await run(['reports', 'undelivered', '--from', '2h'])
    expect({ ...missing, stdout: '' }).toEqual({ exitCode: 3, stdout: '', stderr: '' })
    for (const text of [
      id,
      notifications[0]!.id,
      subscription.id,
      'exhausted',
      '1 event is not confirmed by all who are owed; checked from',
    ])
      expect(missing.stdout).toContain(text)

    const before = await run(['reports', 'undelivered', '--from', '5h', '--to', '3h'])
    expect({ ...before, stdout: '' }).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    expect(before.stdout).toMatch(/^All delivered from .+ to .+\.\n$/)
  })

  it('ends with 3 when not all of the range can be checked', async () => {
    const { exitCode, stdout } = await run([
      'reports',
      'undelivered',
      '--from',
      '1h',
      '--to',
      '2999-01-01T00:00:00Z',
      '--account',
      await shop(),
    ])
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: expect.stringContaining('not all of it can be checked yet') })
  })

  const shop = async () => (await posthorn().client.createAccount({ name: 'Shop' })).id
})

describe('posthorn events show', () => {
  it('says who got it, and of everybody else why not', async () => {
    const { client, receiver, type, publish } = await scene()
    const other = await client.createSubscription({ url: receiver.url, eventTypes: ['refund.*'], activate: true })
    const { id } = await publish()
    const late = await client.createSubscription({ url: receiver.url, eventTypes: [type], activate: true })
    await eventually(async () => {
      const { stdout } = await run(['events', 'show', id])
      expect(stdout).toMatch(/delivered +1 +confirmed/)
      expect(stdout).toMatch(new RegExp(`${other.id} .*not owed.*was not for this event type`))
      expect(stdout).toMatch(new RegExp(`${late.id} .*not owed.*was created later; it would get it now`))
    })
    for (const { id: subscription } of [other, late]) await client.deleteSubscription({ id: subscription })
  })
})
