import { noCredentials } from '../../src/delivery/credentials.js'
import type { Endpoint } from '../../src/delivery/endpoints.js'
import { toExpectation } from '../../src/domain/confirmation/confirmation.js'
import type { Answer } from '../../src/domain/delivery-types.js'
import { defaultSigning } from '../../src/domain/signing/signing.js'

const timings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 1, totalMs: 2 }

/** What a receiver answers with nothing but a status. */
export const answerOf = (status: number): Answer => ({
  kind: 'response',
  status,
  headers: {},
  body: Buffer.alloc(0),
  bodyTruncated: false,
  timings,
  address: '127.0.0.1',
})

/** An endpoint with two delays, of one and of 120 seconds. */
export const anEndpoint = (changes: Partial<Endpoint> = {}): Endpoint => ({
  version: 1,
  url: 'https://receiver.example/hooks',
  pin: { mode: 'off', blocks: [] },
  timeoutMs: 10_000,
  schedule: { name: 'custom', delaysSeconds: [1, 120] },
  style: { name: 'native' },
  expectation: toExpectation({ name: 'http-2xx' }),
  headers: {},
  credentials: noCredentials,
  signing: defaultSigning,
  tls: undefined,
  recipient: undefined,
  registered: { subscription: 'sub_1', account: 'acc_1', environment: 'live', subject: 'acc_1' },
  secretsAt: () => [Buffer.alloc(32)],
  ...changes,
})
