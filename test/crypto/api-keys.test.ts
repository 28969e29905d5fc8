import { describe, expect, it } from '@jest/globals'
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { hashApiKey, newApiKey } from '../../src/crypto/api-keys.js'

describe('newApiKey', () => {
  it.each(['test', 'live'] as const)('says its environment (%s) and its id, for secret scanners and people', (environment) => {
    const { id, key } = newApiKey(environment)
    expect(id).toMatch(/^key_[0-9a-z]{26}$/)
    expect(key).toMatch(/^phk_(test|live)_[0-9a-z]{26}_[0-9a-z]{38}$/)
    expect(key.startsWith(`phk_${environment}_${id.slice(4)}_`)).toBe(true)
  })

  it('ends in the first 30 bits of the CRC-32 of the rest', () => {
    const { key } = newApiKey('live')
    const checksum = Array.from(key.slice(-6)).reduce((sum, char) => sum * 32 + '0123456789abcdefghjkmnpqrstvwxyz'.indexOf(char), 0)
    expect(checksum).toBe(crc32(key.slice(0, -6)) >>> 2)
  })

  it('is unlike every other', () => {
    const keys = Array.from({ length: 100 }, () => newApiKey('test'))
    expect(new Set(keys.map(({ key }) => key)).size).toBe(100)
    expect(new Set(keys.map(({ id }) => id)).size).toBe(100)
  })
})

describe('hashApiKey', () => {
  it('is the SHA-256 of the key', () => {
    expect(hashApiKey('phk_test_x')).toEqual(createHash('sha256').update('phk_test_x').digest())
  })
})
