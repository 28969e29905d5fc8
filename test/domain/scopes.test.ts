import { describe, expect, it } from '@jest/globals'
import { firstBeyond, holdsScope } from '../../src/domain/scopes.js'

describe('scopes', () => {
  it.each([
    [['*'], 'events:write', true],
    [['events:*'], 'events:write', true],
    [['events:write'], 'events:write', true],
    [['events:*'], 'events:*', true],
    [['events:read'], 'events:write', false],
    [['subscriptions:write'], 'subscriptions:steer', true],
    [['subscriptions:*'], 'subscriptions:steer', true],
    [['subscriptions:steer'], 'subscriptions:write', false],
    [['subscriptions:read', 'events:write'], 'subscriptions:steer', false],
    [['events:read', 'events:write'], 'events:*', false],
    [['events:*'], 'subscriptions:read', false],
    [['events:*'], '*', false],
    [[], 'events:read', false],
  ])('%j holds %s: %s', (held, asked, holds) => {
    expect(holdsScope(held, asked)).toBe(holds)
  })

  it('names the first that goes beyond those held', () => {
    expect(firstBeyond(['events:*'], ['events:read', 'keys:read', '*'])).toBe('keys:read')
    expect(firstBeyond(['*'], ['events:read', '*'])).toBeUndefined()
  })
})
