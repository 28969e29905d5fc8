import { describe, expect, it } from '@jest/globals'
import type { EndpointCheck } from '../../src/contract/endpoint-checks.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { scenes } from '../helpers/scene.js'
import { posthornCommand } from './run-command.js'

const posthorn = sharedPosthorn()
const scene = scenes(posthorn)
const run = posthornCommand(posthorn)

describe('posthorn subscriptions check', () => {
  it('prints each step with what was seen', async () => {
    const { subscription } = await scene()
    const { exitCode, stdout } = await run(['subscriptions', 'check', subscription.id])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^STEP +STATUS +TIME +SEEN$/m)
    expect(stdout).toMatch(/^confirmation +ok +- +the receiver has confirmed the test.ping$/m)
    expect(stdout).toContain('The endpoint works; something should be looked at.')
  })

  it('ends with 1 when a step failed, and says what to do', async () => {
    const { subscription, receiver } = await scene()
    receiver.answers(404)
    const { exitCode, stdout, stderr } = await run(['subscriptions', 'check', subscription.id])
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
    expect(stdout).toContain('confirmation: Correct the path in the URL')
    const json = await run(['subscriptions', 'check', subscription.id, '--json'])
    expect({ exitCode: json.exitCode, status: (JSON.parse(json.stdout) as EndpointCheck).status }).toEqual({
      exitCode: 1,
      status: 'failed',
    })
  })
})
