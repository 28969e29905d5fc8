import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { answer, answering } from '../peer.js'
import { type Behaviour, ok } from './behaviour.js'

const dayMs = 86_400_000
const zeros = Buffer.alloc(20_000_000)

const bomb = (encoding: string, packed: Buffer): Behaviour => ({
  name: `sends a ${encoding} bomb`,
  answering: answering(
    Buffer.concat([Buffer.from(`${ok}content-encoding: ${encoding}\r\ncontent-length: ${String(packed.length)}\r\n\r\n`), packed]),
  ),
  says: 'confirmed: HTTP 200',
})

const redirecting = (status: number, to: string): Behaviour => ({
  name: `redirects to ${to} (${String(status)})`,
  answering: answering(answer(status, '', [`location: ${to}`])),
  says: `failed: HTTP ${String(status)}: redirects are not followed`,
})

const puttingOff = (retryAfter: string, putsOffMs: number | undefined): Behaviour => ({
  name: `asks to be tried again after ${retryAfter}`,
  answering: answering(answer(503, '', [`retry-after: ${retryAfter}`])),
  says: 'failed: HTTP 503',
  putsOffMs,
})

/** Receivers whose answer is valid, as far as it goes, and better not believed. */
export const odd: readonly Behaviour[] = [
  { name: 'sends a body with 204', answering: answering(`HTTP/1.1 204 No Content\r\n\r\n${'x'.repeat(100)}`), says: 'confirmed: HTTP 204' },
  { name: 'sends a second answer', answering: answering(answer(200, 'one') + answer(500, 'two')), says: 'confirmed: HTTP 200' },
  {
    name: 'sends more than its Content-Length',
    answering: answering(`${ok}content-length: 2\r\n\r\n${'x'.repeat(100)}`),
    says: 'confirmed: HTTP 200',
  },
  bomb('gzip', gzipSync(zeros)),
  bomb('deflate', deflateSync(zeros)),
  bomb('br', brotliCompressSync(zeros)),
  redirecting(301, 'http://169.254.169.254/latest/meta-data/'),
  redirecting(302, 'http://127.0.0.1:9200/'),
  redirecting(303, 'http://[::1]/'),
  redirecting(307, 'http://10.0.0.1/'),
  redirecting(308, '//metadata.internal/'),
  redirecting(307, '/hook'),
  puttingOff('1e12', undefined),
  puttingOff('1000000000000', dayMs),
  puttingOff('-1', undefined),
  puttingOff('NaN', undefined),
  puttingOff('Thu, 01 Jan 1970 00:00:00 GMT', 0),
  puttingOff('Fri, 31 Dec 9999 23:59:59 GMT', dayMs),
]
