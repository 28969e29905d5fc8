import { itemSpans, memberSpans } from '../event-span.js'

/** A JSON text that JSON.parse has accepted. It is cut and joined, never parsed: numbers and strings keep their spelling. */
export type JsonText = string

/** An object's own members in their order, each value as it is spelled; none of a text that is no object. */
export function membersOf(json: JsonText): Map<string, JsonText> {
  const found = memberSpans(json, 'skipped')
  return new Map(found.ok ? [...found.spans].map(([name, { start, end }]) => [name, json.slice(start, end)]) : [])
}

/** An object of these members; one without a value is left out. */
export function objectText(members: readonly (readonly [string, JsonText | undefined])[]): JsonText {
  const present = members.filter(([, value]) => value !== undefined)
  return `{${present.map(([name, value]) => `${JSON.stringify(name)}:${String(value)}`).join(',')}}`
}

/** The same value with the members of every object in it, from the outermost inwards, rewritten. */
export function withObjects(json: JsonText, rewrite: (members: Map<string, JsonText>) => Map<string, JsonText>): JsonText {
  if (json.startsWith('['))
    return `[${itemSpans(json, 0)
      .map(({ start, end }) => withObjects(json.slice(start, end), rewrite))
      .join(',')}]`
  if (!json.startsWith('{')) return json
  return objectText([...rewrite(membersOf(json))].map(([name, value]) => [name, withObjects(value, rewrite)]))
}
