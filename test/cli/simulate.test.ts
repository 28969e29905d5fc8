import { describe, expect, it } from '@jest/globals'
import type { OutputOf } from '../../src/contract/operation-types.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { scenes } from '../helpers/scene.js'
import { inTestEnvironment } from '../helpers/test-environment.js'
import { posthornCommand } from './run-command.js'

const posthorn = sharedPosthorn()
const inTest = inTestEnvironment(posthorn)
const scene = scenes(inTest)
const run = posthornCommand(inTest)

describe('posthorn simulate', () => {
  it('S4-3: sends the example of a type with what was asked for, and shows it', async () => {
    const { subscription, receiver } = await scene()
    const data = '{"object":{"amount":{"value":1}}}'
    const command = ['simulate', 'chargeback.opened', '--subscription', subscription.id, '--data', data, '--correlation-id', 'c-1']
    const { exitCode, stdout } = await run(command)
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^evt_\w+ published\n\nNOTIFICATION +SUBSCRIPTION\nntf_\w+ +sub_\w+\n\nData\n[^]*"value": 1,/),
    })
    await eventually(() => expect(receiver.received()).toHaveLength(1))
    expect(receiver.received()[0]!.headers).toHaveProperty('posthorn-test', 'true')
    const answered = JSON.parse((await run([...command, '--json'])).stdout) as OutputOf<'simulateEvent', 'response'>
    expect(answered).toMatchObject({ correlationId: 'c-1', test: true })
    expect((await run(['notifications', 'list', '--subscription', subscription.id])).stdout).toMatch(/^ID +STATE +EVENT TYPE +TEST /)
    expect((await run(['notifications', 'show', answered.notifications[0]!.id])).stdout).toContain('chargeback.opened, marked as a test')
    expect((await run(['events', 'list', '--type', 'chargeback.opened'])).stdout).toMatch(/^ID +TYPE +ACCOUNT +ORIGIN +TEST /)
  })

  it('S4-3: says what to do about a live key, in one line', async () => {
    const live = await run(['simulate', 'payment.settled'], { env: { POSTHORN_API_KEY: posthorn().apiKey } })
    expect(live).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^[^\n]*environment live[^\n]*use a key that was made with "environment": "test"[^\n]*\n$/),
    })
    expect(await run(['simulate', 'payment.settled', '--data', '[]'])).toMatchObject({ exitCode: 2 })
  })
})
