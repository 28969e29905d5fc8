// How much of src the tests run: in their own process as jest saw it, and in the nodes and commands they start as V8
// saw it (NODE_V8_COVERAGE). A line counts when either ran it; those without code, in files that were loaded.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = new URL('../dist/', import.meta.url).href

/** Lines, and those that ran, of each file of src. `jestFile` is its coverage-final.json. */
export function readCoverage({ jestFile, v8Directory }) {
  const inChildren = linesOfChildren(v8Directory)
  return Object.entries(readJson(jestFile)).map(([path, { statementMap, s }]) => {
    const lines = Object.entries(statementMap).map(([id, { start }]) => ({ line: start.line, ran: s[id] > 0 }))
    const child = inChildren.get(path)
    const ran = lines.filter((one) => one.ran || (child !== undefined && child.get(one.line) !== false))
    return { path: relative(root, path), lines: lines.length, ran: ran.length }
  })
}

/** In hundredths, of all files together. */
export function percentOf(files) {
  const sum = (member) => files.reduce((total, file) => total + file[member], 0)
  return Math.floor((10_000 * sum('ran')) / sum('lines')) / 100
}

/** Of each source file that a child has loaded: whether a line ran in any of them. */
function linesOfChildren(directory) {
  const ran = new Map()
  for (const file of readdirSync(directory)) {
    for (const { url, functions } of readJson(join(directory, file)).result) {
      if (url.startsWith(dist) && existsSync(`${fileURLToPath(url)}.map`)) addRun(ran, fileURLToPath(url), functions)
    }
  }
  return new Map([...ran].flatMap(([path, chars]) => linesOfScript(path, chars)))
}

/** Marks the characters of a script that ran. Inner ranges overrule those around them. */
function addRun(ran, path, functions) {
  const ranges = functions.flatMap((one) => one.ranges).sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset)
  const length = ranges[0]?.endOffset ?? 0
  const here = new Uint8Array(length)
  for (const { startOffset, endOffset, count } of ranges) here.fill(count > 0 ? 1 : 0, startOffset, endOffset)
  const all = ran.get(path) ?? new Uint8Array(length)
  here.forEach((one, at) => (all[at] |= one))
  ran.set(path, all)
}

function linesOfScript(path, chars) {
  const map = new SourceMap(readJson(`${path}.map`))
  const lines = new Map()
  let source
  let offset = 0
  for (const [number, text] of readFileSync(path, 'utf8').split('\n').entries()) {
    for (let column = 0; column < text.length; column++) {
      if (text[column] === ' ' || text[column] === '}') continue
      const { originalSource, originalLine } = map.findEntry(number, column)
      if (originalSource === undefined) continue
      source ??= resolve(dirname(path), originalSource)
      lines.set(originalLine + 1, (lines.get(originalLine + 1) ?? false) || chars[offset + column] === 1)
    }
    offset += text.length + 1
  }
  return source === undefined ? [] : [[source, lines]]
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))
