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

  it('defines, changes and deletes a type of the account', async () => {
    const definition = {
      description: 'The goods of an order are packed.',
      schema: { type: 'object', properties: { object: { type: 'object', properties: { id: { type: 'string' } } } } },
      example: { object: { id: 'ord_1' } },
    }
    const create = ['event-types', 'create', 'cli.order.packed', '--definition', '-']
    expect(await posthorn(create, { stdin: JSON.stringify(definition) })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Version +1, revision 1$/m),
    })
    const update = ['event-types', 'update', 'cli.order.packed', '--definition']
    const closed = JSON.stringify({ ...definition, schema: { ...definition.schema, additionalProperties: false } })
    const refused = await posthorn([...update, closed])
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('/schema/additionalProperties: was added. send "schemaVersion": 2'),
    })
    expect((await posthorn([...update, closed, '--schema-version', '2'])).stdout).toMatch(/^Version +2, revision 1$/m)
    expect((await posthorn(['event-types', 'list', '--domain', 'custom'])).stdout).toMatch(/^cli\.order\.packed .+ 2\.1$/m)
    expect((await posthorn(['event-types', 'show', 'cli.order.packed', '--schema-version', '1'])).exitCode).toBe(0)
    expect((await posthorn(['event-types', 'delete', 'cli.order.packed'])).stdout).toBe('cli.order.packed deleted\n')
    expect(await posthorn([...create, '--json'], { stdin: 'none' })).toMatchObject({ exitCode: 2 })
  })
})
