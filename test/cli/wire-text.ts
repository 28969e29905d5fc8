import type { Received } from '../helpers/receiver.js'

/** What differs from run to run, and what a page shows instead. */
const instead: readonly (readonly [RegExp, string])[] = [
  [/ntf_[0-9a-z]{26}/g, 'ntf_06f1zk3v8wq2m4x7c9d0r5t6ya'],
  [/evt_[0-9a-z]{26}/g, 'evt_06f1zk3v7hqe2v9m1x4c8d3r5t'],
  [/("(?:createdAt|creation_date_time)":)"[^"]*"/g, '$1"2026-11-21T10:43:50.202Z"'],
  [/^(webhook-timestamp: )\d+$/gm, '$11795257829'],
  [/\b(v1,)[A-Za-z0-9+/]{43}=/g, '$1PuouDPAM/VXMraJoP06L5/OppMoKIzEXy7dLTt0wRN8='],
  [/\b(v1a,)[A-Za-z0-9+/]{86}==/g, '$1hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=='],
  [/\bt=\d+,v1=[0-9a-f]{64}/g, 't=1795257829,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd'],
  [/^(x-message-id: )[0-9a-f-]{36}$/gm, '$101a1fdb4-8d9d-7e6b-890c-90fc76ce4193'],
  [/eyJ[\w-]+\.\.[\w-]+/g, 'eyJhbGciOiJSUzI1NiIs…..…'],
  [/eyJ[\w-]+(\.[\w-]+){4}/g, 'eyJhbGciOiJSU0EtT0FFUCIs….….….….…'],
]
const ofTheConnection = new Set(['host', 'connection', 'content-length'])

/** A request as it came over the wire, without what belongs to its connection and with ids, times and signatures that stay; behind it what it decrypts to. */
export function wireText({ method, path, rawHeaders, body }: Received, opened?: string): string {
  const names = rawHeaders.filter((_, at) => at % 2 === 0)
  const headers = names.map((name, at) => [name, rawHeaders[2 * at + 1] ?? ''] as const).filter(([name]) => !ofTheConnection.has(name))
  const head = [`${method} ${path} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\n')
  const text = [head, body.toString(), ...(opened === undefined ? [] : ['# decrypted and verified:', opened])].join('\n\n')
  return `${instead.reduce((last, [from, to]) => last.replace(from, to), text)}\n`
}
