import { itemSpans, memberSpans } from '../event-span.js'
import { closeBracket, openBracket, quote } from '../json-scan.js'

/** Members and places in arrays: `$.notificationId`, `$.items[0]['reply id']`. Nothing is searched, so it takes one look at each level. */
export function valueAt(json: string, path: string): string | undefined {
  let value: string | undefined = json.trim()
  for (const [, member, quoted, index] of path.matchAll(/\.([^.[\]]+)|\['([^']*)'\]|\[(\d+)\]/g)) {
    if (value === undefined) return undefined
    value = index === undefined ? memberOf(value, (member ?? quoted) as string) : itemOf(value, Number(index))
  }
  return value
}

/** As it is spelled: of a number that no reader keeps exactly, not a digit is lost. */
function memberOf(json: string, name: string): string | undefined {
  const members = memberSpans(json, 'skipped')
  const span = members.ok ? members.spans.get(name) : undefined
  return span && json.slice(span.start, span.end)
}

function itemOf(json: string, index: number): string | undefined {
  if (json.charCodeAt(0) !== openBracket) return undefined
  const span = itemSpans(json, 0)[index]
  return span && json.slice(span.start, span.end)
}

/** What a text says, and how a number, `true` or `false` is spelled; undefined of an object, an array and `null`. */
export function scalarText(json: string): string | undefined {
  if (json.charCodeAt(0) === quote) return String(JSON.parse(json)).trim()
  return /^[{[n]/.test(json) ? undefined : json
}

/** Whether it is JSON at all; a text of 64 KiB at the most. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The one item of an array, if it is that. */
export const onlyItem = (json: string): string | undefined =>
  json.charCodeAt(0) === openBracket && json.charCodeAt(json.length - 1) === closeBracket ? json.slice(1, -1) : undefined
