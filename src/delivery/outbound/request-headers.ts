/** What the connection itself decides: a caller that sets one of these could change where a request goes or where it ends. */
const reserved = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Names and values by turns, with `accept-encoding: identity` so that no answer has to be unpacked; or why they cannot be sent. */
export function toHeaderList(headers: Readonly<Record<string, string>>): string[] | string {
  const list = ['accept-encoding', 'identity']
  for (const [name, value] of Object.entries(headers)) {
    const lowerCase = name.toLowerCase()
    if (reserved.has(lowerCase) || lowerCase.startsWith('proxy-')) return `the request may not set the header "${lowerCase}"`
    list.push(lowerCase, value)
  }
  return list
}
