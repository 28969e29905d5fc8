import { describe, expect, it } from '@jest/globals'
import { existsSync, readFileSync } from 'node:fs'

interface Row {
  readonly number: string
  readonly requirement: string
  readonly status: string
  readonly tests: readonly { readonly file: string; readonly title: string }[]
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
  const tests = shownBy
    .split('<br>')
    .filter((test) => test !== '')
    .map((test) => /^`(?<file>[^`]+)` (?<title>.+)$/.exec(test)?.groups ?? {})
  return { number, requirement, status, tests: tests.map(({ file = '', title = '' }) => ({ file, title })) }
}

/** How many requirements each source document has. */
const counts = { S0: 19, S1: 3, S2: 18, S3: 15, S4: 20 }
const numbers = Object.entries(counts).flatMap(([source, count]) => Array.from({ length: count }, (_, i) => `${source}-${i + 1}`))

/** The literals a test or a chapter of tests can be called by. */
function titlesOf(file: string): Set<string> {
  const source = readFileSync(new URL(file, import.meta.url), 'utf8')
  const literals = source.matchAll(/\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`([^`]*)`)/g)
  return new Set([...literals].map(([, single, double, template]) => (single ?? double ?? template ?? '').replaceAll(/\\(.)/g, '$1')))
}

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
    for (const { file, title } of tests) {
      expect({ file, exists: existsSync(new URL(file, import.meta.url)) }).toEqual({ file, exists: true })
      expect({ file, title, exists: titlesOf(file).has(title) }).toEqual({ file, title, exists: true })
    }
  })
})
