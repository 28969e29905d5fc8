/** A body as it may have been before somebody altered it, and what that somebody did. */
export interface EarlierBody {
  readonly body: Buffer
  readonly altered: string
}

/** What proxies, frameworks and editors do to bodies, undone. */
export function earlierBodies(body: Buffer): EarlierBody[] {
  const text = body.toString('utf8')
  const candidates: [string, Buffer | string | undefined][] = [
    ['a line break was added at its end', /\r?\n$/.test(text) ? text.replace(/(\r?\n)+$/, '') : undefined],
    ['the line break at its end was removed', `${text}\n`],
    [
      'white space was added or characters were escaped: it verifies as JSON without white space',
      rewrite(text, (json) => JSON.stringify(json)),
    ],
    ['its white space was removed: it verifies as JSON with an indent of 2', rewrite(text, (json) => JSON.stringify(json, null, 2))],
    ['its white space was removed: it verifies with a space after commas and colons', rewrite(text, toSpaced)],
    ['its line breaks were changed to CRLF', text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : undefined],
    ['a byte order mark was added', text.startsWith('\ufeff') ? text.slice(1) : undefined],
    ['its charset was changed: UTF-8 was read as ISO 8859-1 and written as UTF-8', Buffer.from(text, 'latin1')],
    ['its charset was changed from UTF-8 to ISO 8859-1', Buffer.from(body.toString('latin1'), 'utf8')],
    ['it was encoded in base64', /^[A-Za-z0-9+/\s]+=*\s*$/.test(text) ? Buffer.from(text, 'base64') : undefined],
    ['it was made a JSON text', rewrite(text, (json) => (typeof json === 'string' ? json : undefined))],
  ]
  return candidates.flatMap(([altered, earlier]) => {
    const bytes = earlier === undefined ? undefined : Buffer.from(earlier)
    return bytes === undefined || bytes.equals(body) ? [] : [{ altered, body: bytes }]
  })
}

function rewrite(text: string, write: (json: unknown) => string | undefined): string | undefined {
  try {
    return write(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** As Python's json.dumps writes it. */
const toSpaced = (json: unknown): string =>
  JSON.stringify(json, null, 1)
    .replace(/([,{[])\n\s*/g, '$1 ')
    .replace(/([{[]) /g, '$1')
    .replace(/\n\s*/g, '')
