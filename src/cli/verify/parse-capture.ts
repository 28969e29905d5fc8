import { usageFailure } from '../failure.js'

/** A request as somebody has captured it; the body is undefined where the capture has none. */
export interface Capture {
  readonly method: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
}

/** Reads raw HTTP text, what `curl -v` prints, or JSON: of attempts, or `{"headers":{},"body":""}`. */
export function parseCapture(bytes: Buffer): Capture {
  const text = bytes.toString('latin1')
  if (/^\s*[[{]/.test(text)) return fromJson(bytes.toString('utf8'))
  if (!isRaw.test(text) && /^> \S/m.test(text)) return fromHead(sentLines(text), undefined)
  const end = /\r?\n\r?\n/.exec(text)
  const [head, body] = end === null ? [text, undefined] : [text.slice(0, end.index), bytes.subarray(end.index + end[0].length)]
  return fromHead(head.split(/\r?\n/), body)
}

const isRaw = /^[A-Z]+ \S+ HTTP\//

/** curl marks what it sends, and says nothing of the body. */
const sentLines = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .flatMap((line) => (line.startsWith('> ') ? line.slice(2).trimEnd() : []))
    .filter((line) => line !== '')

function fromHead(lines: readonly string[], body: Buffer | undefined): Capture {
  const method = /^([A-Z]+) \S+ HTTP\//.exec(lines[0] ?? '')?.[1]
  const headers = Object.fromEntries(lines.flatMap(toHeader))
  if (Object.keys(headers).length > 0) return { method, headers, body }
  throw usageFailure('this is no captured request: give raw HTTP text, the output of curl -v, or JSON with "headers"')
}

function toHeader(line: string): [string, string][] {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? []
  return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value]]
}

interface CapturedJson {
  readonly number?: number
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly request?: { readonly headers?: Readonly<Record<string, string>> }
  readonly items?: readonly CapturedJson[]
}

/** Of a list of attempts, the last one. */
function fromJson(text: string): Capture {
  const given = parse(text)
  const list = Array.isArray(given) ? given : (given.items ?? [given])
  const captured = [...list].sort((one, other) => (one.number ?? 0) - (other.number ?? 0)).at(-1)
  const headers = captured?.headers ?? captured?.request?.headers
  if (captured === undefined || headers === undefined) throw usageFailure('this JSON has no "headers" of a request')
  return { method: captured.method, headers, body: typeof captured.body === 'string' ? Buffer.from(captured.body) : undefined }
}

function parse(text: string): CapturedJson | CapturedJson[] {
  try {
    return JSON.parse(text) as CapturedJson | CapturedJson[]
  } catch {
    throw usageFailure('the captured request begins like JSON and is none')
  }
}
