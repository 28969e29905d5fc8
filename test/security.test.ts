import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { isThere, toNamedTests } from './helpers/named-tests.js'

const promises = readFileSync(new URL('../docs/security.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| promise '))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, promise = '', shownBy = '']) => ({ promise, tests: toNamedTests(shownBy) }))

describe('docs/security.md', () => {
  it.each(promises)('names tests that exist for: $promise', ({ tests }) => {
    expect(tests).not.toEqual([])
    for (const test of tests) expect({ ...test, exists: isThere(test) }).toEqual({ ...test, exists: true })
  })
})
