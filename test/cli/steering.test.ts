import { describe, expect, it } from '@jest/globals'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Notification } from '../../src/contract/notifications.js'
import type { Subscription, SubscriptionWithSecret } from '../../src/contract/subscriptions.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { scenes } from '../helpers/scene.js'
import { emptyDirectory, posthornCommand } from './run-command.js'

const posthorn = sharedPosthorn()
const scene = scenes(posthorn)
const run = posthornCommand(posthorn)

async function json<T>(...args: string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await run([...args, '--json'])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return JSON.parse(stdout) as T
}

describe('posthorn notifications', () => {
  it('list filters, and pages by the cursor it names', async () => {
    const { receiver, notify, type, subscription } = await scene({ schedule: { name: 'custom', delaysSeconds: [600] } })
    receiver.answers(503)
    const [first, second] = [await notify(), await notify()]
    const list = ['notifications', 'list', '--subscription', subscription.id, '--event-type', type, '--after', '5m', '--limit', '1']
    const page = await eventually(async () => {
      const { stdout } = await run([...list, '--state', 'retrying'])
      expect(stdout).toContain('failed (HTTP 503)')
      expect(stdout).toContain('--cursor')
      return stdout
    })
    expect(page).toContain(second)
    const cursor = /--cursor (\S+)/.exec(page)![1]!
    expect((await run([...list, '--cursor', cursor])).stdout).toContain(first)
    expect((await run([...list, '--state', 'gone'])).stdout).toBe('No notifications.\n')
  })

  it('show tells state, attempts and the page in the Temporal UI; attempts and workflow alone, too', async () => {
    const { notify } = await scene()
    const id = await notify()
    await run(['notifications', 'watch', id])
    const { stdout } = await run(['notifications', 'show', id])
    expect(stdout).toMatch(/^Notification +ntf_/)
    expect(stdout).toMatch(/^State +delivered$/m)
    expect(stdout).toMatch(/^1 +\d{4}-.+ confirmed .+ delivered/m)
    expect((await run(['notifications', 'attempts', id])).stdout).toContain('confirmed')
    expect((await run(['notifications', 'workflow', id])).stdout).toMatch(/^Workflow +\S+/)
  })

  it('retry-now makes the attempt that was waiting, cancel ends it, replay opens a round', async () => {
    const { receiver, notify } = await scene({ schedule: { name: 'custom', delaysSeconds: [600, 600, 600] } })
    receiver.answers(503)
    const id = await notify()
    const attempts = async (count: number) =>
      await eventually(async () =>
        expect(await json<Notification>('notifications', 'show', id)).toMatchObject({ state: 'retrying', attempts: count }),
      )
    await attempts(1)
    expect((await run(['notifications', 'retry-now', id])).stdout).toContain(id)
    await attempts(2)
    expect((await run(['notifications', 'cancel', id, '--reason', 'test'])).exitCode).toBe(0)
    expect((await run(['notifications', 'watch', id])).stdout).toContain('cancelled after 2 attempts')
    receiver.answers(200)
    expect((await run(['notifications', 'replay', id])).exitCode).toBe(0)
    await eventually(async () =>
      expect(await json<Notification>('notifications', 'show', id)).toMatchObject({ state: 'delivered', round: 2, attempts: 3 }),
    )
  })
})

describe('posthorn subscriptions', () => {
  it('create shows the secret once; list and show do not', async () => {
    const { receiver } = await scene()
    const create = [
      'subscriptions',
      'create',
      receiver.url,
      '--events',
      'payment.*,chargeback.opened',
      '--schedule',
      '1,5',
      '--timeout-ms',
      '5000',
      '--description',
      'till 7',
      '--style',
      'native-thin',
      '--confirmation',
      'ok-text',
    ]
    const { exitCode, stdout } = await run(create)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/\nwhsec_\S+\n$/)
    const id = /sub_\w+/.exec(stdout)![0]
    const shown = await json<Subscription>('subscriptions', 'show', id)
    expect(shown).toMatchObject({
      eventTypes: ['payment.*', 'chargeback.opened'],
      schedule: { name: 'custom', delaysSeconds: [1, 5] },
      timeoutMs: 5000,
      style: { name: 'native', thin: true },
      confirmation: { name: 'ok-text' },
      description: 'till 7',
      state: 'created',
    })
    for (const args of [['show', id], ['list']]) expect((await run(['subscriptions', ...args])).stdout).not.toContain('whsec_')
    expect((await run(['subscriptions', 'list', '--state', 'created'])).stdout).toContain(id)
  })

  it('S2-14: take a confirmation of their own, and show what was not confirmed', async () => {
    const { receiver, subscription, notify } = await scene()
    const policy = { body: { rule: 'equals', text: 'done' }, status: ['200'] }
    const id = await notify()
    const update = ['subscriptions', 'update', subscription.id, '--confirmation']
    expect((await run([...update, JSON.stringify(policy)])).stdout).toContain(JSON.stringify(policy))
    expect(await run([...update, '{'])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--confirmation must be http-2xx,') })
    expect((await run(['notifications', 'replay', id])).exitCode).toBe(0)
    await eventually(async () => {
      const { stdout } = await run(['notifications', 'attempts', id])
      expect(stdout).toMatch(/unconfirmed +HTTP 200, unconfirmed: body is empty, it must be “done”/)
    })
    expect((await run(['notifications', 'show', id])).stdout).toContain('unconfirmed (HTTP 200)')
    receiver.answers({ status: 200, body: 'done' })
  })

  it('takes a secret from a file, and rotates it', async () => {
    const { receiver } = await scene()
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    const file = join(emptyDirectory(), 'secret')
    writeFileSync(file, `${secret}\n`)
    const created = await json<SubscriptionWithSecret>('subscriptions', 'create', receiver.url, '--events', '*', '--secret', `@${file}`)
    expect(created.secret).toBe(secret)
    const rotated = await json<SubscriptionWithSecret>('subscriptions', 'rotate-secret', created.id, '--overlap-seconds', '60')
    expect(rotated.secrets).toHaveLength(2)
    expect(rotated.secret).not.toBe(secret)
  })

  it('say whose events they are for, and which of them (S2-1, S2-4)', async () => {
    const { receiver } = await scene()
    const scoped = [
      '--scope',
      'descendants',
      '--exclude',
      'acc_root',
      '--origins',
      'bank,system',
      '--project',
      'prj_1',
      '--filter',
      '{"path":"/a","equals":1}',
    ]
    const created = await json<Subscription>('subscriptions', 'create', receiver.url, '--events', '*', ...scoped)
    expect(created).toMatchObject({
      scope: 'descendants',
      accounts: { exclude: ['acc_root'] },
      origins: ['bank', 'system'],
      project: 'prj_1',
      filter: { path: '/a', equals: 1 },
    })
    const shown = (await run(['subscriptions', 'show', created.id])).stdout
    for (const text of [
      /^Scope +descendants$/m,
      /^Excluded +acc_root$/m,
      /^Origins +bank, system$/m,
      /^Project +prj_1$/m,
      /^Filter +{"path":"\/a","equals":1}$/m,
    ])
      expect(shown).toMatch(text)
    const widened = ['--scope', 'self', '--exclude', 'none', '--origins', 'none', '--project', 'none', '--filter', 'none']
    const changed = await json<Subscription>('subscriptions', 'update', created.id, ...widened)
    expect(changed).toMatchObject({ scope: 'self', accounts: null, origins: null, project: null, filter: null })
    const wrong = await run(['subscriptions', 'update', created.id, '--origins', 'moon'])
    expect(wrong).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('/origins/0') })
  })

  it('activate, pause, resume, update and delete', async () => {
    const { receiver } = await scene()
    const { id } = await json<Subscription>('subscriptions', 'create', receiver.url, '--events', 'payment.settled')
    expect(await json('subscriptions', 'activate', id)).toMatchObject({ state: 'active' })
    expect(await json('subscriptions', 'pause', id)).toMatchObject({ state: 'paused' })
    expect(await json('subscriptions', 'resume', id)).toMatchObject({ state: 'active' })
    const updated = await json<Subscription>(
      'subscriptions',
      'update',
      id,
      '--events',
      'payment.*',
      '--endpoint',
      `${receiver.url}/v2`,
      '--style',
      'unipay',
    )
    expect(updated).toMatchObject({ eventTypes: ['payment.*'], url: `${receiver.url}/v2`, style: { name: 'unipay' } })
    const stale = await run(['subscriptions', 'update', id, '--events', '*', '--if-version', String(updated.version - 1)])
    expect(stale).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('version_mismatch') })
    expect(await run(['subscriptions', 'delete', id])).toMatchObject({ exitCode: 0, stdout: `${id} deleted\n` })
    expect(await run(['subscriptions', 'show', id])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('not_found') })
  })
})
