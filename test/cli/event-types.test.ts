import { describe, expect, it } from '@jest/globals'
import type { EventTypeDetails } from '../../src/contract/event-types.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { posthornCommand } from './run-command.js'

const posthorn = posthornCommand(sharedPosthorn())

describe('posthorn event-types', () => {
  it('lists them with domain, flow and origin', async () => {
    const { exitCode, stdout } = await posthorn(['event-types', 'list', '--domain', 'refunds'])
    expect(exitCode).toBe(0)
    expect(stdout.split('\n').map((line) => line.split(/\s{2,}/)[0])).toEqual([
      'TYPE',
      'refund.created',
      'refund.failed',
      'refund.pending',
      'refund.reversed',
      'refund.succeeded',
      '',
    ])
  })

  it('shows what one must have, an example and the dedupe key (S4-8)', async () => {
    const { stdout } = await posthorn(['event-types', 'show', 'payment.status_changed'])
    expect(stdout).toMatch(/^Required +object, object\.id, object\.status, previous, changedFields$/m)
    expect(stdout).toMatch(/^Dedupe key +\/id$/m)
    expect(stdout).toContain('"previous": {')
  })

  it('--json prints the schema', async () => {
    const { stdout } = await posthorn(['event-types', 'show', 'payment.settled', '--json'])
    expect((JSON.parse(stdout) as EventTypeDetails).schema).toHaveProperty('$defs.money')
  })

  it('an unknown one is not done', async () => {
    expect(await posthorn(['event-types', 'show', 'payment.vanished'])).toMatchObject({ exitCode: 1, stdout: '' })
  })
})
