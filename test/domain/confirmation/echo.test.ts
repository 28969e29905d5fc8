import { describe, expect, it } from '@jest/globals'
import { toExpectation } from '../../../src/domain/confirmation/confirmation.js'
import { echoHeaders, echoValues, fillTemplate } from '../../../src/domain/confirmation/echo.js'
import { values } from './answers.js'

const id = 'ntf_01m7yv924s0q9xmanngmj701mm'
const stored = (envelope: object) => {
  const opening = `${JSON.stringify(envelope).slice(0, -1)},"data":`
  return { id, body: `${opening}{}}`, dataAt: opening.length }
}

describe('what a receiver has to bring back (S4-18)', () => {
  it('is the id of the notification and the correlation id of the event', () => {
    expect(echoValues(stored({ id: 'evt_1', correlationId: 'order 7' }))).toEqual({ webhookId: id, correlationId: 'order 7' })
  })

  it.each([{}, { correlationId: 'Zoë' }, { correlationId: 'a\nb' }])(
    'is a UUID made from the notification where the event has none: %j',
    (more) => {
      const { correlationId } = echoValues(stored({ id: 'evt_1', ...more }))
      expect(correlationId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(echoValues(stored({ id: 'evt_2' })).correlationId).toBe(correlationId)
    },
  )

  it('goes out as a header where the policy asks for one', () => {
    expect(echoHeaders(toExpectation({ name: 'obie-202-echo' }), () => values)).toEqual({ 'x-fapi-interaction-id': '9007199254740993' })
    expect(echoHeaders(toExpectation({ name: 'http-2xx' }), () => values)).toEqual({})
  })

  it('is put in for its template, and nothing else is', () => {
    expect(fillTemplate('{{webhookId}}/{{correlationId}} {{webhookId}} {{other}} $&', values)).toBe(
      'ntf_1/9007199254740993 ntf_1 {{other}} $&',
    )
    expect(fillTemplate('{{webhookId}}', { ...values, webhookId: '$& {{correlationId}}' })).toBe('$& {{correlationId}}')
  })
})
