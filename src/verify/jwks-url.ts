import { type KeySource, toKeys, type VerificationKey } from './key-set.js'
import { VerificationError } from './verification-error.js'

export interface JwksOptions {
  /** Where the sender publishes its keys: https, or http on this machine. */
  readonly url: string
  readonly fetch?: typeof fetch
  readonly now?: () => Date
}

interface Fetched {
  readonly keys: ReadonlyMap<string, VerificationKey>
  readonly at: number
  readonly freshMs: number
}

const askAgainMs = 300_000
const pauseAfterFailureMs = 10_000
const timeoutMs = 5000
const maxBytes = 1_048_576

/**
 * The keys at an address, kept as long as their Cache-Control says, from one minute to one day. For a kid that is not among them they are
 * fetched anew, once in five minutes at most. While the address does not answer and nothing fresh is kept, requests fail with
 * `keys_unavailable`, which is answered 503: they come again.
 */
export function createJwks({ url, now = () => new Date(), ...options }: JwksOptions): KeySource {
  const address = toAddress(url)
  const clock = (): number => now().getTime()
  const load = createLoader(() => fetchKeys(address, options.fetch ?? fetch, clock()), clock)
  const missing = { askedAt: -Infinity, answer: undefined as Promise<Fetched> | undefined }
  const ask = async (fetched: Fetched): Promise<Fetched> => {
    try {
      return await load((kept) => kept !== fetched)
    } catch (error) {
      missing.askedAt = -Infinity
      throw error
    }
  }
  return async (kid) => {
    const fetched = await load((kept) => clock() - kept.at < kept.freshMs)
    const key = fetched.keys.get(kid)
    if (key !== undefined) return key
    if (clock() - missing.askedAt >= askAgainMs) Object.assign(missing, { askedAt: clock(), answer: ask(fetched) })
    return (await missing.answer)?.keys.get(kid)
  }
}

/** What is kept where it will do, and otherwise what is fetched once for everybody who waits. */
function createLoader(get: () => Promise<Fetched>, clock: () => number): (willDo: (kept: Fetched) => boolean) => Promise<Fetched> {
  let kept: Fetched | undefined
  let underWay: Promise<Fetched> | undefined
  let failedAt = -Infinity
  const begin = async (): Promise<Fetched> => {
    try {
      return (kept = await get())
    } catch {
      failedAt = clock()
      throw unavailable()
    } finally {
      underWay = undefined
    }
  }
  return async (willDo) => {
    if (kept !== undefined && willDo(kept)) return kept
    if (clock() - failedAt < pauseAfterFailureMs) throw unavailable()
    return await (underWay ??= begin())
  }
}

async function fetchKeys(address: URL, get: typeof fetch, at: number): Promise<Fetched> {
  const response = await get(address, {
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
    headers: { accept: 'application/json' },
  })
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`)
  const keys = toKeys(JSON.parse((await readBounded(response)).toString('utf8')))
  return { keys, at, freshMs: toFreshMs(response.headers.get('cache-control') ?? '') }
}

async function readBounded(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > maxBytes) throw new Error('Too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** An hour where nothing is said. */
function toFreshMs(cacheControl: string): number {
  const seconds = Number(/(?:^|[\s,])max-age=(\d{1,9})/i.exec(cacheControl)?.[1] ?? 3600)
  return Math.min(Math.max(seconds, 60), 86_400) * 1000
}

function toAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isLocal = url !== undefined && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return url
  throw new TypeError('The address of a JWKS begins with https:// (http:// on this machine only).')
}

const unavailable = (): VerificationError =>
  new VerificationError('keys_unavailable', 'The keys of the sender could not be fetched just now: try again later.')
