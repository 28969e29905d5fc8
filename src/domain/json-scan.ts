/** Steps over a JSON text that JSON.parse has accepted: each takes the place where something starts and answers where it ends. */

export const quote = 0x22
export const comma = 0x2c
export const openBracket = 0x5b
const backslash = 0x5c
export const closeBracket = 0x5d
export const openBrace = 0x7b
export const closeBrace = 0x7d
const space = 0x20

export function skipSpace(json: string, start: number): number {
  let at = start
  while (at < json.length && json.charCodeAt(at) <= space) at++
  return at
}

/** Past the closing quote of the string that opens at `start`. */
export function endOfString(json: string, start: number): number {
  let at = json.indexOf('"', start + 1)
  while (at !== -1 && isEscaped(json, at)) at = json.indexOf('"', at + 1)
  return at === -1 ? json.length : at + 1
}

function isEscaped(json: string, at: number): boolean {
  let first = at
  while (json.charCodeAt(first - 1) === backslash) first--
  return (at - first) % 2 === 1
}

/** The string between `start` and `end`, escapes decoded: two spellings of a name are one name. */
export function decodeString(json: string, start: number, end: number): string {
  const raw = json.slice(start + 1, end - 1)
  return raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw
}

export function endOfValue(json: string, start: number): number {
  switch (json.charCodeAt(start)) {
    case quote:
      return endOfString(json, start)
    case openBrace:
    case openBracket:
      return endOfContainer(json, start)
    default:
      return endOfScalar(json, start)
  }
}

function endOfContainer(json: string, start: number): number {
  let depth = 0
  for (let at = start; at < json.length; at++) {
    switch (json.charCodeAt(at)) {
      case quote:
        at = endOfString(json, at) - 1
        break
      case openBrace:
      case openBracket:
        depth++
        break
      case closeBrace:
      case closeBracket:
        depth--
        if (depth === 0) return at + 1
    }
  }
  return json.length
}

function endOfScalar(json: string, start: number): number {
  let at = start
  while (at < json.length && !endsScalar(json.charCodeAt(at))) at++
  return at
}

const endsScalar = (code: number): boolean => code <= space || code === comma || code === closeBrace || code === closeBracket
