import { describe, expect, it } from '@jest/globals'
import { codeOf, refusalOf } from './asking.js'
import { malformedTokens, rightToken } from './malformed-tokens.js'
import { verifyToken } from './token-signer.js'

describe('tokens that nobody may take (S4-5)', () => {
  it('differ from one that is taken', async () => {
    expect(await codeOf(verifyToken(rightToken))).toBeUndefined()
  })

  it('are more than a hundred, each named once', () => {
    expect(new Set(malformedTokens.map(([name]) => name)).size).toBeGreaterThanOrEqual(100)
    expect(malformedTokens.filter(([, token]) => token === rightToken)).toEqual([])
  })

  it.each(malformedTokens)('is refused: %s', async (_, token) => {
    const { code, message } = await refusalOf(verifyToken(token))
    expect(code).not.toBe('missing_header')
    for (const part of token.split('.').filter((text) => text.length > 20)) expect(message).not.toContain(part)
  })
})
