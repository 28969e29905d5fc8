import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { isThere, type NamedTest, toNamedTests } from './helpers/named-tests.js'

interface Row {
  readonly number: string
  readonly requirement: string
  readonly status: string
  readonly tests: readonly NamedTest[]
}

const page = readFileSync(new URL('../docs/requirements.md', import.meta.url), 'utf8')
const rows = page
  .split('\n')
  .filter((line) => /^\| S\d/.test(line))
  .map(toRow)

function toRow(line: string): Row {
  const [number = '', requirement = '', status = '', shownBy = ''] = line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
  return { number, requirement, status, tests: toNamedTests(shownBy) }
}

/** How many requirements each source document has. */
const counts = { S0: 19, S1: 3, S2: 18, S3: 15, S4: 20 }
const numbers = Object.entries(counts).flatMap(([source, count]) => Array.from({ length: count }, (_, i) => `${source}-${i + 1}`))

describe('docs/requirements.md', () => {
  it('has every number once, in order', () => {
    expect(rows.map(({ number }) => number)).toEqual(numbers)
  })

  it.each(rows)('$number says what is asked for and where it stands', ({ requirement, status, tests }) => {
    expect(requirement).not.toBe('')
    expect(status).toMatch(/^(done|open|partly: \S.*)$/)
    expect(tests.length > 0).toBe(status !== 'open')
  })

  it.each(rows.filter(({ tests }) => tests.length > 0))('$number names tests that exist', ({ tests }) => {
    for (const test of tests) expect({ ...test, exists: isThere(test) }).toEqual({ ...test, exists: true })
  })
})
