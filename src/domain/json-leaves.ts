import { closeBrace, closeBracket, comma, decodeString, endOfValue, openBrace, openBracket, quote } from './json-scan.js'

/** A member name, a string or a number of a JSON text. */
export interface Leaf {
  readonly kind: 'name' | 'text' | 'number'
  /** Escapes decoded; a number as it is spelled. */
  readonly text: string
  /** Names and indexes on the way to it; that of a name leads to its object. Changes after the visit. */
  readonly path: readonly (string | number)[]
}

/** Answers false to end the walk. */
export type Visit = (leaf: Leaf) => boolean

interface Walk {
  /** One part for each level that is open: the latest name of an object, the index of an array. */
  readonly path: (string | number)[]
  /** The next string is a name. */
  naming: boolean
}

const colon = 0x3a
const space = 0x20
const minus = 0x2d
const zero = 0x30

/** Visits the leaves of a JSON text that JSON.parse has accepted, in their order. One pass, without recursion. */
export function visitLeaves(json: string, visit: Visit): void {
  const walk: Walk = { path: [], naming: false }
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at)
    if (isSign(code)) {
      overSign(walk, code)
    } else if (code > space) {
      const end = endOfValue(json, at)
      const leaf = leafOf(walk, json, { at, end })
      if (leaf && !visit(leaf)) return
      at = end - 1
    }
  }
}

const signs: ReadonlySet<number> = new Set([openBrace, openBracket, closeBrace, closeBracket, comma, colon])
const isSign = (code: number): boolean => signs.has(code)

function overSign(walk: Walk, code: number): void {
  const { path } = walk
  const part = path.at(-1)
  walk.naming = code === openBrace || (code === comma && typeof part === 'string')
  if (code === openBrace) path.push('')
  else if (code === openBracket) path.push(0)
  else if (code === comma && typeof part === 'number') path[path.length - 1] = part + 1
  else if (code === closeBrace || code === closeBracket) path.pop()
}

function leafOf(walk: Walk, json: string, { at, end }: { at: number; end: number }): Leaf | undefined {
  const code = json.charCodeAt(at)
  if (code !== quote) return code === minus || code - zero < 10 ? { kind: 'number', text: json.slice(at, end), path: walk.path } : undefined
  const text = decodeString(json, at, end)
  if (!walk.naming) return { kind: 'text', text, path: walk.path }
  walk.path[walk.path.length - 1] = text
  return { kind: 'name', text, path: walk.path.slice(0, -1) }
}
