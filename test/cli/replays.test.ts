import { describe, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { scenes } from '../helpers/scene.js'
import { posthornCommand } from './run-command.js'

const posthorn = sharedPosthorn()
const scene = scenes(posthorn)
const run = posthornCommand(posthorn)

describe('posthorn replays', () => {
  it('counts, begins, follows, steers and lists', async () => {
    const { client, receiver, type, notify } = await scene({ schedule: { name: 'custom', delaysSeconds: [] } })
    receiver.answers(500)
    const ids = [await notify(), await notify(), await notify()]
    for (const id of ids) await eventually(async () => expect((await client.getNotification({ id })).state).toBe('exhausted'))
    receiver.answers(200)
    for (const table of ['events', 'notifications'])
      await posthorn().query(`update ${table} set created_at = created_at - interval '1 hour'`)
    const create = ['replays', 'create', '--include', 'failed', '--events', type, '--from', '2h', '--reason', 'outage']

    const counted = await run([...create, '--dry-run'])
    expect(counted).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/3 would be replayed\n/) })

    const begun = await run([...create, '--rate', '1', '--json'])
    const { id } = JSON.parse(begun.stdout) as { id: string }
    expect(begun).toMatchObject({ exitCode: 0, stderr: '' })
    expect((await run(['replays', 'pause', id])).stdout).toMatch(/State +paused/)
    expect((await run(['replays', 'list', '--state', 'paused'])).stdout).toContain(id)
    expect((await run(['replays', 'resume', id])).stdout).toMatch(/State +running/)
    const watched = await run(['replays', 'watch', id])
    expect(watched).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('3 of 3 replayed') })
    expect((await run(['replays', 'show', id])).stdout).toMatch(/State +completed/)
    expect(await run(['replays', 'cancel', id])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('it is completed') })
    expect((await run(['replays', 'list'])).stdout).toMatch(/failed \(dry run\)/)
    expect((await run(['notifications', 'attempts', ids[0]!])).stdout).toContain(id)
  })

  it('wants to know why', async () => {
    expect(await run(['replays', 'create', '--include', 'all', '--from', '1h'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--reason'),
    })
  })
})
