import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readProxyAnswer } from '../../src/domain/proxy-answer.js'

const head = (status: string, ...headers: string[]) => [`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n')

describe("an HTTP proxy's answer to CONNECT", () => {
  it.each(['200 Connection established', '200', '204 No Content', '299 x'])('%s opens the way', (status) => {
    expect(readProxyAnswer(head(status, 'X-Squid-Error: ERR_CONNECT_FAIL 111'))).toEqual({ kind: 'open' })
  })

  it.each([
    ['502 Bad Gateway', [], 'EHOSTUNREACH'],
    ['504 Gateway Timeout', [], 'ETIMEDOUT'],
    ['502 Bad Gateway', ['Proxy-Status: egress; error=connection_refused'], 'ECONNREFUSED'],
    ['503 x', ['Via: 1.1 a', 'proxy-status:a;b=c; error="destination_unavailable"; details="x"'], 'EHOSTUNREACH'],
    ['504 x', ['Proxy-Status: a; error=connection_timeout'], 'ETIMEDOUT'],
    ['502 x', ['Proxy-Status: a; error=connection_terminated'], 'ECONNRESET'],
    ['502 x', ['Proxy-Status: a; error=destination_ip_unroutable'], 'ENETUNREACH'],
    ['503 Service Unavailable', ['X-Squid-Error: ERR_CONNECT_FAIL 111'], 'ECONNREFUSED'],
    ['503 Service Unavailable', ['X-Squid-Error: ERR_CONNECT_FAIL 110'], 'ETIMEDOUT'],
    ['503 Service Unavailable', ['X-Squid-Error: ERR_CONNECT_FAIL 113'], 'EHOSTUNREACH'],
  ])('%s %j says that the destination cannot be reached', (status, headers, code) => {
    expect(readProxyAnswer(head(status, ...headers))).toEqual({ kind: 'unreachable', code })
  })

  it.each([
    ['407 Proxy Authentication Required', [], 'HTTP 407: it wants other credentials'],
    ['403 Forbidden', [], 'HTTP 403'],
    ['503 Service Unavailable', [], 'HTTP 503'],
    ['503 Service Unavailable', ['X-Squid-Error: ERR_CANNOT_FORWARD 0'], 'HTTP 503'],
    ['502 Bad Gateway', ['Proxy-Status: a; error=proxy_internal_error'], 'HTTP 502'],
    ['502 Bad Gateway', ['Proxy-Status: a; error=destination_ip_prohibited'], 'HTTP 502'],
    ['504 Gateway Timeout', ['Proxy-Status: a'], 'HTTP 504'],
    ['301 Moved', ['Location: http://elsewhere/'], 'HTTP 301'],
    ['20 OK', [], 'its answer is not HTTP/1.1'],
    ['2000 OK', [], 'its answer is not HTTP/1.1'],
  ])('%s %j is a fault of the proxy', (status, headers, reason) => {
    expect(readProxyAnswer(head(status, ...headers))).toEqual({ kind: 'fault', reason })
  })

  it.each(['', '\r\n\r\n', 'SSH-2.0-x\r\n\r\n', 'HTTP/2 200\r\n\r\n', ' HTTP/1.1 200 OK\r\n\r\n'])('%j is no answer', (text) => {
    expect(readProxyAnswer(text)).toEqual({ kind: 'fault', reason: 'its answer is not HTTP/1.1' })
  })

  it('of whatever bytes never opens a way but with a status of success, and repeats none of them', () => {
    const anyHead = fc.tuple(fc.constantFrom('HTTP/1.1 ', 'HTTP/1.0 ', ''), fc.string(), fc.string()).map((parts) => parts.join(''))
    fc.assert(
      fc.property(anyHead, (text) => {
        const answer = readProxyAnswer(text)
        if (answer.kind === 'open') expect(text).toMatch(/^HTTP\/1\.[01] 2\d\d[ \r\n]/)
        if (answer.kind === 'fault')
          expect(answer.reason).toMatch(/^(HTTP \d{3}(: it wants other credentials)?|its answer is not HTTP\/1\.1)$/)
      }),
    )
  })
})
