import { describe, expect, it } from '@jest/globals'
import { catalogue } from '../../src/catalogue/catalogue.js'
import { publishText, send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { freshType } from '../helpers/scene.js'
import { posthornCommand } from '../cli/run-command.js'

const wrong = { type: 'payment.settled', data: { object: { id: 'pay_1', amount: { value: 'much', currency: 'MYR' } } } }
const fault = { pointer: '/data/object/amount/value', detail: 'must be integer: minor units (sen, cents): a whole number' }
const right = { type: 'payment.settled', data: { object: { id: 'pay_1', amount: { value: 1050, currency: 'MYR' }, ofOurOwn: [10.5] } } }

describe('publishing checks data against its type (S3-12)', () => {
  const posthorn = sharedPosthorn()

  it('accepts every example of the catalogue', async () => {
    const events = catalogue.map(({ type, example, origins: [origin] }) => ({ type, origin, data: example }))
    const { results } = await posthorn().client.publishBatch({ events })
    expect(results.filter(({ status, event }) => status !== 202 || event?.warnings !== undefined)).toEqual([])
  })

  it('refuses data that does not fit: what is wrong by JSON pointer, where to read more, and nothing is stored', async () => {
    const { status, json, text } = await publishText(posthorn(), JSON.stringify({ id: 'refused-1', ...wrong }))
    expect({ status, json }).toMatchObject({ status: 422, json: { code: 'validation_failed', errors: [fault] } })
    expect(text).toContain('GET /v1/event-types/payment.settled')
    expect(text).not.toContain('much')
    expect(await send(posthorn(), { path: '/v1/events/refused-1' })).toMatchObject({ status: 404 })
  })

  it('refuses one of a batch without its neighbours', async () => {
    const { results } = await posthorn().client.publishBatch({ events: [right, wrong, right] })
    expect(results.map(({ status }) => status)).toEqual([202, 422, 202])
    expect(results[1]?.problem).toMatchObject({ code: 'validation_failed', errors: [fault] })
  })

  it('takes any data of a type that is not in the catalogue', async () => {
    await posthorn().client.publishEvent({ type: 'shop.order.packed', data: { object: 7 } })
  })

  it('posthorn events publish says in one line what is wrong and what to read', async () => {
    const { exitCode, stderr } = await posthornCommand(posthorn)([
      'events',
      'publish',
      '--type',
      wrong.type,
      '--data',
      JSON.stringify(wrong.data),
    ])
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/^posthorn: \/data\/object\/amount\/value: must be integer.*GET \/v1\/event-types\/payment\.settled.*\n$/)
  })
})

describe('POSTHORN_EVENT_VALIDATION=warn', () => {
  const posthorn = sharedPosthorn({ env: { POSTHORN_EVENT_VALIDATION: 'warn' } })

  it('accepts the event and says what is wrong, alone and in a batch', async () => {
    expect(await posthorn().client.publishEvent(wrong)).toMatchObject({ duplicate: false, warnings: [fault] })
    const { results } = await posthorn().client.publishBatch({ events: [right, wrong] })
    expect(results.map(({ status, event }) => [status, event?.warnings])).toEqual([
      [202, undefined],
      [202, [fault]],
    ])
  })

  it('does so for a type of the account’s own', async () => {
    const type = freshType()
    const schema = { type: 'object', required: ['object'], properties: { object: { type: 'object' } } }
    await posthorn().client.createEventType({ type, description: 'Something.', schema, example: { object: {} } })
    const { warnings } = await posthorn().client.publishEvent({ type, data: {} })
    expect(warnings).toEqual([{ pointer: '/data/object', detail: 'is required' }])
    expect(await posthorn().client.publishEvent({ type, data: { object: {} } })).not.toHaveProperty('warnings')
  })

  it('posthorn events publish shows the warning', async () => {
    const { exitCode, stdout } = await posthornCommand(posthorn)([
      'events',
      'publish',
      '--type',
      wrong.type,
      '--data',
      JSON.stringify(wrong.data),
    ])
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining(`${fault.pointer} ${fault.detail}`) })
  })
})

describe('POSTHORN_EVENT_VALIDATION=off', () => {
  const posthorn = sharedPosthorn({ env: { POSTHORN_EVENT_VALIDATION: 'off' } })

  it('accepts anything without a word', async () => {
    expect((await posthorn().client.publishEvent(wrong)).warnings).toBeUndefined()
  })
})
