import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readTokenAnswer } from '../../../src/domain/oauth2/token-answer.js'

const given = { access_token: 'a.b-c_d~e+f/g==', token_type: 'Bearer', expires_in: 3600 }
const read = (members: object = {}, status = 200) => readTokenAnswer(status, JSON.stringify({ ...given, ...members }))
const usable = (expiresIn: unknown) => {
  const answer = read({ expires_in: expiresIn })
  return answer.ok ? answer.usableMs / 1000 : answer.reason
}

describe('the answer of a token endpoint (RFC 6749 §5)', () => {
  it('has a token, which is used until shortly before its end', () => {
    expect(read()).toEqual({ ok: true, accessToken: given.access_token, usableMs: 3_540_000 })
    expect(read({ token_type: 'bearer' }, 201)).toMatchObject({ ok: true })
    expect([300, 100, 10, '600'].map(usable)).toEqual([240, 80, 8, 540])
  })

  it('may say nonsense about its end: what has ended is used once, what never ends a day, and what is not told five minutes', () => {
    expect([0, -1, -1e300].map(usable)).toEqual([0, 0, 0])
    expect([1e300, '999999999999999', 86_401].map(usable)).toEqual([86_340, 86_340, 86_340])
    expect([undefined, null, 'soon', '', '1e3', '-5', {}, [60], true].map(usable)).toEqual(Array(9).fill(240))
  })

  it.each([
    [{ access_token: undefined }, 'the answer has no access_token that can be sent'],
    [{ access_token: '' }, 'the answer has no access_token that can be sent'],
    [{ access_token: 7 }, 'the answer has no access_token that can be sent'],
    [{ access_token: 'a b' }, 'the answer has no access_token that can be sent'],
    [{ access_token: 'a\r\nx-injected: 1' }, 'the answer has no access_token that can be sent'],
    [{ access_token: 'a'.repeat(8_193) }, 'the answer has no access_token that can be sent'],
    [{ token_type: undefined }, 'the token_type is not Bearer'],
    [{ token_type: 'mac' }, 'the token_type is not Bearer'],
  ])('is none: %j', (members, reason) => {
    expect(read(members)).toEqual({ ok: false, reason })
  })

  it.each(['', 'null', '[]', '"a"', '7', '<html>', '{"access_token":'])('is none: %s', (body) => {
    expect(readTokenAnswer(200, body)).toEqual({ ok: false, reason: 'the answer is not a JSON object' })
  })

  it('says which fault it has, and repeats nothing but what a standard knows', () => {
    expect(read({ error: 'invalid_client' }, 401)).toEqual({ ok: false, reason: 'HTTP 401: invalid_client' })
    expect(read({ error: 'canary' }, 400)).toEqual({ ok: false, reason: 'HTTP 400' })
    expect(readTokenAnswer(302, 'moved')).toEqual({ ok: false, reason: 'HTTP 302: redirects are not followed' })
    expect(readTokenAnswer(503, '')).toEqual({ ok: false, reason: 'HTTP 503' })
    expect(readTokenAnswer(101, '')).toEqual({ ok: false, reason: 'HTTP 101' })
  })

  it('is never an error, and never a time that has passed or a line of its own', () => {
    const anything = fc.record({ access_token: fc.anything(), token_type: fc.constant('Bearer'), expires_in: fc.anything() })
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      anything.map((members) => JSON.stringify(members)),
    )
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 999 }), body, (status, text) => {
        const answer = readTokenAnswer(status, text)
        if (!answer.ok) {
          expect(answer.reason).toMatch(/^(?:HTTP|the) [\x20-\x7e]+$/)
          return
        }
        expect(answer.accessToken).toMatch(/^[\x21-\x7e]+$/)
        expect(answer.usableMs).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
