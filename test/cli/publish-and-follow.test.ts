import { describe, expect, it } from '@jest/globals'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Attempt, Notification } from '../../src/contract/notifications.js'
import { startNodeProgram } from '../helpers/child.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { scenes } from '../helpers/scene.js'
import { emptyDirectory, posthornCommand } from './run-command.js'

const posthorn = sharedPosthorn()
const scene = scenes(posthorn)
const run = posthornCommand(posthorn)

const bytes = '{ "amount":10.50,"id":9007199254740993, "b":1,\n "a":2}'

describe('posthorn events', () => {
  it.each(['text', 'file', 'standard input'])('publish sends the bytes of data given as %s', async (way) => {
    const { type, receiver } = await scene()
    const file = join(emptyDirectory(), 'data.json')
    writeFileSync(file, bytes)
    const data = { text: bytes, file: `@${file}`, 'standard input': '-' }[way] ?? ''
    const { exitCode, stdout, stderr } = await run(['events', 'publish', '--type', type, '--data', data, '--json'], { stdin: bytes })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const { notifications } = JSON.parse(stdout) as { notifications: { id: string }[] }
    await run(['notifications', 'watch', notifications[0]!.id])
    expect(receiver.received()[0]!.body.toString()).toContain(bytes)
  })

  it('publish passes every member on and says that an id was published before', async () => {
    const { type } = await scene()
    const members = [
      '--id',
      `order-${type}`,
      '--origin',
      'bank',
      '--actor',
      'client:settlement-job',
      '--correlation-id',
      'corr-1',
      '--priority',
      'attended',
      '--test',
      '--occurred-at',
      '2026-01-31T09:00:00Z',
    ]
    const publish = ['events', 'publish', '--type', type, '--data', '{"a":1}', ...members]
    expect((await run(publish)).stdout).toMatch(new RegExp(`^order-${type} published\n\nNOTIFICATION +SUBSCRIPTION\nntf_\\w+ +sub_\\w+\n$`))
    expect((await run(publish)).stdout).toContain(`order-${type} was published before: this is its first result`)
    const { stdout } = await run(['events', 'show', `order-${type}`, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      type,
      origin: 'bank',
      correlationId: 'corr-1',
      priority: 'attended',
      test: true,
      occurredAt: '2026-01-31T09:00:00.000Z',
      body: expect.stringContaining('"actor":{"kind":"client","id":"settlement-job"}'),
    })
    const wrong = await run([...publish, '--actor', 'somebody'])
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Expected user:…, client:… or system:…') })
  })

  it('publish shows what should be mended although the event was accepted', async () => {
    const { key } = await posthorn().client.createApiKey({ name: 'test', environment: 'test', scopes: ['events:write'] })
    const { exitCode, stdout } = await run(['events', 'publish', '--type', 'a.b', '--data', '{"pan":"4111111111111111"}'], {
      env: { POSTHORN_API_KEY: key },
    })
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^evt_\w+ published[^]*\n\/data\/pan looks like a card number/),
    })
  })

  it('the same id with other data is a conflict: one line, exit code 1, or the problem', async () => {
    const { type, publish } = await scene()
    await publish({ a: 1 }, `twice-${type}`)
    const other = ['events', 'publish', '--type', type, '--id', `twice-${type}`, '--data', '{"a":2}']
    const told = await run(other)
    expect({ exitCode: told.exitCode, stdout: told.stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(told.stderr).toMatch(/^posthorn: .+\(event_id_conflict.*\)\n$/)
    const asJson = await run([...other, '--json'])
    expect({ exitCode: asJson.exitCode, stderr: asJson.stderr }).toEqual({ exitCode: 1, stderr: '' })
    expect(JSON.parse(asJson.stdout)).toMatchObject({ status: 409, code: 'event_id_conflict' })
  })

  it('names each member that the API refuses', async () => {
    const { exitCode, stderr } = await run(['events', 'publish', '--type', 'UPPER', '--data', '{}'])
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/^posthorn: \/type: .+\(validation_failed.*\)\n$/)
  })

  it('show tells who got it, list finds it, and --json is what the API answers', async () => {
    const { type, publish, client } = await scene()
    const { id } = await publish({ a: 1 })
    expect((await run(['events', 'show', id])).stdout).toMatch(/^Event +evt_/)
    expect((await run(['events', 'list', '--type', type])).stdout).toContain(id)
    expect(JSON.parse((await run(['events', 'list', '--type', type, '--json'])).stdout)).toEqual(await client.listEvents({ type }))
  })
})

describe('posthorn notifications watch', () => {
  it('shows each attempt as it happens and ends with 0 when it is delivered', async () => {
    const { receiver, notify } = await scene()
    receiver.answers(503, 200)
    const { exitCode, stdout } = await run(['notifications', 'watch', await notify()])
    expect(exitCode).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ {2}#1 {2}failed: HTTP 503, \d.* → retry at .+$/)
    expect(lines[2]).toMatch(/#2 {2}confirmed: .+ → delivered$/)
    expect(lines[3]).toBe('delivered after 2 attempts')
  })

  it('ends with 1 when it ends otherwise; --json is one attempt a line and the notification last', async () => {
    const { receiver, notify } = await scene({ schedule: { name: 'custom', delaysSeconds: [0.2] } })
    receiver.answers(500)
    const { exitCode, stdout } = await run(['notifications', 'watch', await notify(), '--json'])
    expect(exitCode).toBe(1)
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Partial<Attempt & Notification>)
    expect(answers.map(({ outcome, state }) => outcome ?? state)).toEqual(['failed', 'failed', 'exhausted'])
  })

  it('outlives a restart of the node', async () => {
    const { receiver, notify, client } = await scene({ schedule: { name: 'custom', delaysSeconds: [600] } })
    receiver.answers(503)
    const id = await notify()
    await eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ attempts: 1 }))
    const { baseUrl, apiKey, restart } = posthorn()
    const watching = startNodeProgram(['bin/posthorn.js', 'notifications', 'watch', id], {
      POSTHORN_URL: baseUrl,
      POSTHORN_API_KEY: apiKey,
    })
    await eventually(() => expect(watching.log()).toContain('#1'))
    await restart()
    receiver.answers(200)
    await client.retryNotificationNow({ id })
    await eventually(() => expect(watching.hasEnded()).toBe(true))
    expect(watching.log()).toContain('delivered after 2 attempts')
    expect(await watching.end('SIGTERM')).toBe(0)
  })

  it('fails at once for a notification that is not there', async () => {
    const { exitCode, stderr } = await run(['notifications', 'watch', 'ntf_00000000000000000000000000'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('not_found')
  })
})
