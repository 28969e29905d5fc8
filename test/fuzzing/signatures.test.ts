import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createVerifier } from '../../src/verify/index.js'
import { at, codeOf } from '../verify/asking.js'
import * as signer from '../verify/token-signer.js'
import { hostileText, longTexts } from './hostile-text.js'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const body = '{"test": 2432232314}'
const published = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': '1614265330',
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
const verify = createVerifier({ profile: 'standard-webhooks', secrets: [secret], now: at(1614265330) })

describe('the headers of Standard Webhooks (S4-5)', () => {
  it.each(['webhook-id', 'webhook-timestamp'] as const)('%s, whatever it is, is taken as it was signed alone', async (name) => {
    await fc.assert(
      fc.asyncProperty(hostileText(published[name]), async (text) => {
        const code = await codeOf(verify({ headers: { ...published, [name]: text }, body }))
        expect(code === undefined).toBe(text === published[name])
      }),
      { numRuns: 2_000 },
    )
  })

  it('webhook-signature, whatever it is, is taken with the signature in it alone', async () => {
    const signature = published['webhook-signature']
    await fc.assert(
      fc.asyncProperty(hostileText(signature, `v1a,AAAA ${signature}`, `v1,AAAA v2,b`), async (text) => {
        const code = await codeOf(verify({ headers: { ...published, 'webhook-signature': text }, body }))
        if (code === undefined) expect(text.split(' ')).toContain(signature)
      }),
      { numRuns: 2_000 },
    )
  })

  it.each(longTexts('v1,', ' ', 'v1, ', 'A', '=', 'v1,AAAA='))('of 1 MB is refused: %#', async (text) => {
    for (const name of Object.keys(published)) expect(await codeOf(verify({ headers: { ...published, [name]: text }, body }))).toBeDefined()
  })
})

describe('a token in a header (S4-5)', () => {
  it('whatever it is, is refused with a code unless it is the one that was signed', async () => {
    const token = await signer.headerToken()
    await fc.assert(
      fc.asyncProperty(hostileText(token, token.split('.').slice(0, 2).join('.'), 'eyJhbGciOiJub25lIn0.e30.'), async (text) => {
        const code = await codeOf(signer.verifyToken(text))
        expect(code === undefined).toBe(text === token)
      }),
      { numRuns: 2_000 },
    )
  })

  it.each(longTexts('.', 'eyJ', '..', 'e30.'))('of 1 MB is refused: %#', async (text) => {
    expect(await codeOf(signer.verifyToken(text))).toBeDefined()
  })
})
