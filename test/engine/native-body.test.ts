import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Envelope, nativeBody } from '../../src/engine/native-body.js'

const envelope: Envelope = {
  id: 'evt_1',
  type: 'payment.settled',
  occurredAt: new Date('2026-01-05T10:00:00Z'),
  createdAt: new Date('2026-01-05T10:00:01.250Z'),
  environment: 'live',
  account: 'acc_1',
  project: 'prj_1',
  origin: 'api',
  actor: undefined,
  correlationId: 'order-7',
  resource: undefined,
  test: false,
}
const bare = { ...envelope, project: undefined, correlationId: undefined }
const aText = fc.string({ unit: 'grapheme' })
/** JSON as somebody else writes it: white space, number spelling and order of members are theirs. */
const aDataText = fc.oneof(
  fc.json(),
  fc.jsonValue().map((value) => ` ${JSON.stringify(value, null, 3)}\n`),
  fc.constantFrom('{"amount":10.50,"id":9007199254740993,"b":1,"a":2}', '1e400', '"\\ud83d\\ude00"', '{"é":"\u{1f600}"}'),
)

describe('the native body', () => {
  it('is the envelope with the data as it was received', () => {
    expect(nativeBody(bare, '{"amount":10.50,"id":9007199254740993,"b":1,"a":2}').body).toBe(
      '{"id":"evt_1","type":"payment.settled","apiVersion":"2026-11-01","occurredAt":"2026-01-05T10:00:00.000Z",' +
        '"createdAt":"2026-01-05T10:00:01.250Z","environment":"live","account":"acc_1","origin":"api",' +
        '"data":{"amount":10.50,"id":9007199254740993,"b":1,"a":2}}',
    )
  })

  it('names what is optional when it is there', () => {
    expect(JSON.parse(nativeBody({ ...envelope, actor: { kind: 'user', id: 'usr_7' }, test: true }, '1').body)).toMatchObject({
      actor: { kind: 'user', id: 'usr_7' },
      project: 'prj_1',
      correlationId: 'order-7',
      test: true,
    })
    expect(Object.keys(JSON.parse(nativeBody(bare, '1').body) as object)).toEqual([
      'id',
      'type',
      'apiVersion',
      'occurredAt',
      'createdAt',
      'environment',
      'account',
      'origin',
      'data',
    ])
  })

  it('holds exactly the bytes of data, from dataAt to before its last character, whatever the envelope says', () => {
    fc.assert(
      fc.property(aDataText, aText, aText, (dataText, origin, correlationId) => {
        const { body, dataAt } = nativeBody({ ...envelope, origin, correlationId }, dataText)
        expect(body.slice(dataAt, -1)).toBe(dataText)
        expect(body.endsWith(`${dataText}}`)).toBe(true)
        expect(JSON.parse(body)).toMatchObject({ origin, correlationId, data: JSON.parse(dataText) as unknown })
      }),
    )
  })

  it('has a place for the number among the events of a resource, counted in characters as Postgres does (S4-19)', () => {
    fc.assert(
      fc.property(aDataText, aText, fc.nat(), (dataText, resource, sequence) => {
        const { body, dataAt, sequenceAt } = nativeBody({ ...envelope, resource }, dataText)
        const characters = Array.from(body)
        const numbered = [...characters.slice(0, sequenceAt), String(sequence), ...characters.slice(sequenceAt)].join('')
        expect(JSON.parse(numbered)).toMatchObject({ resource, sequence, data: JSON.parse(dataText) as unknown })
        expect(numbered.slice(dataAt + String(sequence).length, -1)).toBe(dataText)
      }),
    )
  })
})
