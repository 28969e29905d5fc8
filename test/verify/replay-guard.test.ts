import { describe, expect, it } from '@jest/globals'
import { createReplayGuard, createVerifier } from '../../src/verify/index.js'
import { parseSecret, signStandardWebhook } from '../../src/crypto/standard-webhooks.js'
import { at, codeOf } from './asking.js'

const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`

function attempt(seconds: number) {
  const signature = signStandardWebhook([parseSecret(secret)!], { id: 'ntf_01', timestampSeconds: seconds, body: '{}' })
  return { headers: { 'webhook-id': 'ntf_01', 'webhook-timestamp': String(seconds), 'webhook-signature': signature }, body: '{}' }
}

describe('the replay guard', () => {
  it('refuses a request that comes a second time as it was, and takes the retry, which is signed anew', async () => {
    const verify = createVerifier({
      profile: 'standard-webhooks',
      secrets: [secret],
      seen: createReplayGuard({ now: at(1000) }),
      now: at(1000),
    })
    expect(await codeOf(verify(attempt(1000)))).toBeUndefined()
    expect(await codeOf(verify(attempt(1000)))).toBe('replayed')
    expect(await codeOf(verify(attempt(1005)))).toBeUndefined()
  })

  it('takes one of many copies that come at once', async () => {
    const seen = createReplayGuard({ now: at(1000) })
    const verify = createVerifier({ profile: 'standard-webhooks', secrets: [secret], seen, now: at(1000) })
    const codes = await Promise.all(Array.from({ length: 50 }, () => codeOf(verify(attempt(1000)))))
    expect(codes.filter((code) => code === undefined)).toHaveLength(1)
  })

  it('asks a store of the receiver, and remembers nothing that was not verified', async () => {
    const asked: string[] = []
    const seen = (key: string, forgetAt: Date) => {
      asked.push(`${key} until ${forgetAt.getTime() / 1000}`)
      return Promise.resolve(false)
    }
    const verify = createVerifier({ profile: 'standard-webhooks', secrets: [secret], seen, now: at(1000) })
    expect(await codeOf(verify({ ...attempt(1000), body: '{"a":1}' }))).toBe('signature_mismatch')
    expect(await codeOf(verify(attempt(1000)))).toBeUndefined()
    expect(asked).toEqual(['ntf_01.1000 until 1301'])
  })

  it('forgets what would be too old by now, and keeps no more than it may', () => {
    let seconds = 1000
    const seen = createReplayGuard({ max: 3, now: () => new Date(seconds * 1000) })
    const until = (forgetAt: number) => new Date(forgetAt * 1000)
    expect(['a', 'b', 'c'].map((key) => seen(key, until(1100)))).toEqual([false, false, false])
    expect(seen('a', until(1100))).toBe(true)
    expect(seen('d', until(1200))).toBe(false) // makes room by forgetting the oldest
    expect(['b', 'c', 'd'].map((key) => seen(key, until(1200)))).toEqual([true, true, true])
    seconds = 1100
    expect(['b', 'd'].map((key) => seen(key, until(1300)))).toEqual([false, true])
  })
})
