type JsonObject = Readonly<Record<string, unknown>>

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The object that these bytes are in JSON; undefined for anything else, and where a member is there twice at any depth. */
export function parseObject(bytes: Uint8Array): JsonObject | undefined {
  try {
    const text = utf8.decode(bytes)
    const value: unknown = JSON.parse(text)
    return isObject(value) && countMembers(value) === countKeys(text) ? value : undefined
  } catch {
    return undefined
  }
}

/** A parser keeps the last of two members with one name, and other parsers keep the first. */
function countMembers(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countMembers(item), 0)
  if (!isObject(value)) return 0
  return Object.values(value).reduce<number>((sum, member) => sum + 1 + countMembers(member), 0)
}

/** In text that is JSON: strings that a colon follows. */
const countKeys = (text: string): number =>
  [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
