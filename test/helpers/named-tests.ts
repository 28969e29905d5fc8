import { existsSync, readFileSync } from 'node:fs'

/** A test that a page names. */
export interface NamedTest {
  /** Below `test/`. */
  readonly file: string
  readonly title: string
}

/** What a cell of a table names: a file and the title of a test in it, one below the other. */
export const toNamedTests = (cell: string): NamedTest[] =>
  cell
    .split('<br>')
    .filter((test) => test !== '')
    .map((test) => /^`(?<file>[^`]+)` (?<title>.+)$/.exec(test)?.groups ?? {})
    .map(({ file = '', title = '' }) => ({ file, title }))

export function isThere({ file, title }: NamedTest): boolean {
  const path = new URL(`../${file}`, import.meta.url)
  return file !== '' && existsSync(path) && titlesIn(readFileSync(path, 'utf8')).has(title)
}

/** The literals a test or a chapter of tests can be called by. */
function titlesIn(source: string): Set<string> {
  const literals = source.matchAll(/\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`([^`]*)`)/g)
  return new Set([...literals].map(([, single, double, template]) => (single ?? double ?? template ?? '').replaceAll(/\\(.)/g, '$1')))
}
