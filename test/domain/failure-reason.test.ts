import { expect, it } from '@jest/globals'
import { toFailureReason } from '../../src/domain/failure-reason.js'

it.each([
  [
    { outcome: 'failed', status: 503 },
    { code: 'http_503', text: 'HTTP 503' },
  ],
  [
    { outcome: 'timeout', status: null },
    { code: 'timeout', text: 'the receiver did not answer in time' },
  ],
  [
    { outcome: 'unconfirmed', status: 200 },
    { code: 'unconfirmed', text: 'the receiver answered and did not confirm' },
  ],
  [
    { outcome: 'other', status: null },
    { code: 'other', text: 'other' },
  ],
  [
    { outcome: null, status: null },
    { code: 'unknown', text: 'nothing was attempted' },
  ],
])('the reason of %j is %j', (last, reason) => {
  expect(toFailureReason(last)).toEqual(reason)
})
