import { closeBrace, closeBracket, comma, decodeString, endOfString, openBrace, openBracket, quote } from './json-scan.js'

export const namedTwice = 'named twice in the same object'

/** What an event may not contain, and where (a JSON pointer, RFC 6901). */
export interface JsonProblem {
  readonly ok: false
  readonly pointer: string
  readonly reason: string
}

/** Levels of objects and arrays, the outermost included. */
const maxDepth = 64
/** Members of all objects together. */
const maxKeys = 10_000

/** An object that is open where the walk stands: the names seen so far, and the latest. */
interface OpenObject {
  readonly names: Set<string>
  at: string
}

interface OpenArray {
  readonly names: undefined
  at: number
}

interface Walk {
  readonly open: (OpenObject | OpenArray)[]
  keys: number
  /** The object whose next string is a name. */
  naming: OpenObject | undefined
}

/**
 * The first place where a JSON text that JSON.parse has accepted is too deep, has too many members, or names a member twice
 * (receivers disagree on which of the two counts); undefined when there is none. One pass, without recursion.
 */
export function findJsonProblem(json: string): JsonProblem | undefined {
  const walk: Walk = { open: [], keys: 0, naming: undefined }
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at)
    const end = code === quote ? endOfString(json, at) : at + 1
    const problem = code === quote ? overString(walk, json, { start: at, end }) : overSign(walk, code)
    if (problem) return problem
    at = end - 1
  }
  return undefined
}

function overString(walk: Walk, json: string, { start, end }: { start: number; end: number }): JsonProblem | undefined {
  if (walk.naming === undefined) return undefined
  const { names } = walk.naming
  const name = decodeString(json, start, end)
  walk.naming.at = name
  walk.naming = undefined
  if (names.has(name)) return problemAt(walk, namedTwice)
  names.add(name)
  return ++walk.keys > maxKeys ? problemAt(walk, `more than ${maxKeys} members`) : undefined
}

function overSign(walk: Walk, code: number): JsonProblem | undefined {
  switch (code) {
    case openBrace:
      walk.naming = { names: new Set(), at: '' }
      return enter(walk, walk.naming)
    case openBracket:
      return enter(walk, { names: undefined, at: 0 })
    case comma:
      nextChild(walk)
      return undefined
    case closeBrace:
    case closeBracket:
      walk.naming = undefined
      walk.open.pop()
      return undefined
    default:
      return undefined
  }
}

function enter(walk: Walk, level: OpenObject | OpenArray): JsonProblem | undefined {
  if (walk.open.length === maxDepth) return problemAt(walk, `nested more than ${maxDepth} levels deep`)
  walk.open.push(level)
  return undefined
}

function nextChild(walk: Walk): void {
  const level = walk.open.at(-1)
  if (level?.names) walk.naming = level
  else if (level) level.at++
}

const problemAt = (walk: Walk, reason: string): JsonProblem => ({ ok: false, pointer: toPointer(walk.open.map(({ at }) => at)), reason })

/** RFC 6901. */
export const toPointer = (path: readonly (string | number)[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
