import { describe, expect, it } from '@jest/globals'
import { newId } from '../../src/crypto/ids.js'

describe('newId', () => {
  it('is a prefix and 26 characters, unlike every other', () => {
    const ids = Array.from({ length: 1000 }, () => newId('ntf'))
    for (const id of ids) expect(id).toMatch(/^ntf_[0-7][0-9a-hjkmnp-tv-z]{25}$/)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
