import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { BodyRule, Confirmation, PresetName } from '../../../src/domain/confirmation/confirmation.js'
import { anAnswer, refusalOf } from './answers.js'

const custom = (body: BodyRule): Confirmation => ({ name: 'custom', status: ['200-299'], body })
const atPath = (path: string, equals: string | number | boolean = '{{webhookId}}'): Confirmation =>
  custom({ rule: 'jsonPath', path, equals })
const echo = { 'x-fapi-interaction-id': '9007199254740993' }

describe('the presets (S2-14, S4-12)', () => {
  it.each<[PresetName, Parameters<typeof anAnswer>]>([
    ['http-2xx', ['', { status: 204 }]],
    ['http-200', ['anything']],
    ['set-push-202', ['', { status: 202 }]],
    ['obie-202-echo', ['', { status: 202, headers: echo }]],
    ['adyen-accepted', ['[accepted]', { status: 201 }]],
    ['adyen-accepted', ['{"notificationResponse":"[accepted]"}']],
    ['ok-text', ['OK\r\n']],
    ['unipay-notification-id', ['{"notificationId":"ntf_1"}']],
    ['json-success-true', ['{"success":true}']],
    ['json-success-true', ['{"success":"true"}']],
    ['anz-rcvd', ['{"id":"7","status":"RCVD"}']],
    ['anz-rcvd', ['']],
    ['anz-rcvd', ['received']],
  ])('%s is confirmed by %j', (name, answer) => {
    expect(refusalOf({ name }, anAnswer(...answer))).toBeUndefined()
  })

  it.each<[PresetName, Parameters<typeof anAnswer>, string]>([
    ['http-200', ['', { status: 204 }], 'only 200 confirms'],
    ['set-push-202', [], 'only 202 confirms'],
    ['obie-202-echo', ['', { headers: echo }], 'only 202 confirms'],
    ['obie-202-echo', ['', { status: 202 }], 'the answer has no header x-fapi-interaction-id: it must bring back that of the request'],
    [
      'obie-202-echo',
      ['', { status: 202, headers: { 'x-fapi-interaction-id': '7' } }],
      'the header x-fapi-interaction-id of the answer is not that of the request',
    ],
    ['adyen-accepted', [''], 'body is empty, it must contain “[accepted]”'],
    ['ok-text', ['ok'], 'body says “OK” in other letters: upper and lower case count'],
    ['ok-text', ['“OK”'], 'body says “OK” with curly quotes'],
    ['ok-text', ['NO'], 'body is not “OK”'],
    ['unipay-notification-id', [''], 'body is empty, $.notificationId must be “ntf_1”'],
    ['unipay-notification-id', ['{“notificationId”: “ntf_1”}'], 'body echoes “ntf_1” with curly quotes'],
    ['unipay-notification-id', ['{"notificationId": "“ntf_1”"}'], 'body echoes “ntf_1” with curly quotes'],
    ['unipay-notification-id', ["{'notificationId': 'ntf_1'}"], 'body echoes “ntf_1” with single quotes'],
    ['unipay-notification-id', ['{&quot;notificationId&quot;:&quot;ntf_1&quot;}'], 'body echoes “ntf_1” with &quot; for quotes'],
    ['unipay-notification-id', ['[{"notificationId":"ntf_1"}]'], 'body echoes “ntf_1” inside an array'],
    [
      'unipay-notification-id',
      [JSON.stringify('{"notificationId":"ntf_1"}')],
      'body echoes “ntf_1” inside a JSON text: it is encoded twice',
    ],
    ['unipay-notification-id', ['{"NotificationID":"ntf_1"}'], 'body echoes “ntf_1” in other letters: upper and lower case count'],
    ['unipay-notification-id', ['<html>secret</html>'], 'body is HTML or XML, not JSON'],
    ['unipay-notification-id', ['ntf_1'], 'body is not JSON'],
    ['unipay-notification-id', ['{"id":"ntf_1"}'], 'body has no $.notificationId'],
    ['unipay-notification-id', ['7'], 'body has no $.notificationId'],
    ['unipay-notification-id', ['{"notificationId":["ntf_1"]}'], '$.notificationId is neither text nor number'],
    ['unipay-notification-id', ['{"notificationId":null}'], '$.notificationId is neither text nor number'],
    ['unipay-notification-id', ['{"notificationId":"ntf_2"}'], '$.notificationId is not “ntf_1”'],
    ['json-success-true', ['{"success":false}'], '$.success is not “true”'],
    ['anz-rcvd', ['{"status":"RJCT"}'], '$.status is not “RCVD”'],
    ['anz-rcvd', ['{"status":"rcvd"}'], 'body says “RCVD” in other letters: upper and lower case count'],
  ])('%s is not confirmed by %j: %s', (name, answer, why) => {
    expect(refusalOf({ name }, anAnswer(...answer))).toBe(why)
  })
})

describe('a body', () => {
  const idText = custom({ rule: 'contains', text: 'id={{webhookId}}' })

  it.each<[BodyRule, string]>([
    [{ rule: 'none' }, 'anything'],
    [{ rule: 'equals', text: 'done {{webhookId}}' }, 'done ntf_1'],
    [{ rule: 'contains', text: '{{webhookId}}' }, 'received ntf_1, thank you'],
    [{ rule: 'startsWith', text: 'ACK' }, 'ACK ntf_1'],
    [{ rule: 'endsWith', text: 'ntf_1' }, 'ACK ntf_1'],
    [{ rule: 'jsonPath', path: "$.items[1]['reply id']", equals: 7 }, '{"items":[{}, {"reply id": 7}]}'],
    [{ rule: 'jsonPath', path: '$[0]', equals: 'ntf_1' }, '["ntf_1"]'],
  ])('is what %j asks for: %s', (rule, body) => {
    expect(refusalOf(custom(rule), body)).toBeUndefined()
  })

  it.each<[BodyRule, string, string]>([
    [{ rule: 'contains', text: 'id={{webhookId}}' }, 'id=ntf_2', 'body does not contain “id=ntf_1”'],
    [{ rule: 'startsWith', text: 'ACK' }, 'not ACK', 'body does not begin with “ACK”'],
    [{ rule: 'endsWith', text: 'ACK' }, 'ACK not', 'body does not end with “ACK”'],
    [{ rule: 'equals', text: 'x'.repeat(100) }, 'y', `body is not “${'x'.repeat(60)}…”`],
    [{ rule: 'jsonPath', path: '$.a[2].b', equals: 'x' }, '{"a":[1,2]}', 'body has no $.a[2].b'],
    [{ rule: 'jsonPath', path: '$.a[0]', equals: 'x' }, '{"a":{}}', 'body has no $.a[0]'],
    [{ rule: 'jsonPath', path: '$.a', equals: 'x' }, '{"a":"x","a":"y"}', 'body has no $.a'],
  ])('is not what %j asks for: %s', (rule, body, why) => {
    expect(refusalOf(custom(rule), body)).toBe(why)
  })

  it('echoes an id as a text or as a number, to the last digit', () => {
    const echoed = atPath('$.id', '{{correlationId}}')
    expect(refusalOf(echoed, '{"id":"9007199254740993"}')).toBeUndefined()
    expect(refusalOf(echoed, '{"id":9007199254740993}')).toBeUndefined()
    expect(refusalOf(echoed, '{"id":9007199254740992}')).toBe('$.id is not “{{correlationId}}”')
    expect(refusalOf(echoed, '{“id”:9007199254740993}')).toBe('body echoes “{{correlationId}}” with curly quotes')
  })

  it('may have white space and a byte order mark around it, and no other body confirms', () => {
    const space = fc.stringMatching(/^[\uFEFF \t\r\n]{0,6}$/)
    fc.assert(
      fc.property(fc.tuple(space, space, space), fc.constantFrom('ntf_1', 'ntf_2', 'NTF_1', ''), ([before, inside, after], id) => {
        const body = `${before}{${inside.replaceAll('\uFEFF', '')}"notificationId":"${id}"}${after}`
        expect(refusalOf({ name: 'unipay-notification-id' }, body) === undefined).toBe(id === 'ntf_1')
      }),
    )
  })

  it('that was cut says why it cannot confirm, unless what was read does', () => {
    const long = { bodyTruncated: true }
    const late = { bodyLate: true }
    expect(refusalOf(idText, anAnswer('id=ntf_1 and so on', long))).toBeUndefined()
    expect(refusalOf(idText, anAnswer('and so on', long))).toBe('body is longer than 64 KiB')
    expect(refusalOf(idText, anAnswer('id=', late))).toBe('body was not complete 2 s after the headers')
    expect(refusalOf(atPath('$.id'), anAnswer('{"id":"ntf_1"}', late))).toBeUndefined()
    expect(refusalOf(custom({ rule: 'endsWith', text: 'OK' }), anAnswer('OK', long))).toBe('body is longer than 64 KiB')
  })

  it('is never told again, and never breaks anything', () => {
    const rules = fc.constantFrom<BodyRule>(
      { rule: 'equals', text: '{{webhookId}}' },
      { rule: 'contains', text: '{{webhookId}}' },
      { rule: 'jsonPath', path: '$.a.b[0]', equals: '{{webhookId}}' },
    )
    const secret = 'canary'
    const bodies = fc.oneof(fc.string(), fc.json(), fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ':', ',', 'a') }))
    fc.assert(
      fc.property(rules, bodies, (rule, body) => {
        const why = refusalOf(custom(rule), `${secret}${body}${secret}`)
        expect(why === undefined || !why.includes(secret)).toBe(true)
        expect(refusalOf(custom(rule), body)).not.toBe('')
      }),
      { numRuns: 1_000 },
    )
  })

  it.each([
    ['nesting', '['.repeat(65_536)],
    ['nesting that closes', `${'['.repeat(32_768)}${']'.repeat(32_768)}`],
    ['members', `{${Array.from({ length: 8_000 }, (_, i) => `"${i}":1`).join(',')}}`],
    ['backslashes', `{"notificationId":"${'\\\\'.repeat(32_000)}"}`],
    ['quotes', `{"notificationId":"${'\\"'.repeat(32_000)}"}`],
    ['white space', ' '.repeat(65_536)],
    ['curly quotes', '“'.repeat(20_000)],
  ])('of nothing but %s is read to its end', (_, body) => {
    expect(refusalOf({ name: 'unipay-notification-id' }, body)).toMatch(/^(body|\$\.)/)
  })
})
