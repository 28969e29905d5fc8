import { describe, expect, it } from '@jest/globals'
import { isOnBehalf, needsReason } from '../../src/domain/on-behalf.js'

describe('a change on behalf of a customer (S2-7)', () => {
  it('is one by a key of another account', () => {
    expect(isOnBehalf({ account: 'acc_m', actorAccount: 'acc_r' })).toBe(true)
    expect(isOnBehalf({ account: 'acc_m', actorAccount: 'acc_m' })).toBe(false)
    expect(isOnBehalf({ account: 'acc_m', actorAccount: null })).toBe(false)
  })

  it.each([
    ['subscription.update', 'acc_r', true],
    ['attachment.detach', 'acc_r', true],
    ['subscription.update', 'acc_m', false],
    ['subscription.pause', null, false],
    ['account.create', 'acc_r', false],
    ['notification.replay', 'acc_r', false],
    ['', 'acc_r', false],
  ])('%s by %s needs a reason: %s', (action, actorAccount, needed) => {
    expect(needsReason({ action, account: 'acc_m', actorAccount })).toBe(needed)
  })
})
