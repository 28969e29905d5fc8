import { fileURLToPath } from 'node:url'
import { resolve } from 'node:path'
import { type ConnectionFile, connectionFileName, readConnectionFile } from './connection-file.js'
import { CliFailure, usageFailure } from './failure.js'
import type { CliIo } from './io.js'

export interface ConnectionOptions {
  readonly url?: string
  readonly apiKey?: string
}

export interface Connection {
  readonly baseUrl: string
  readonly apiKey: string
}

const defaultUrl = 'http://127.0.0.1:8080'
const cloneDataDir = fileURLToPath(new URL('../../data', import.meta.url))

/**
 * Where the API is and with which key: options, then POSTHORN_URL and POSTHORN_API_KEY, then what the embedded
 * mode left in its data directory. A key that was left for one address is never sent to another.
 */
export async function findConnection(options: ConnectionOptions, io: Pick<CliIo, 'env' | 'cwd'>): Promise<Connection> {
  const { baseUrl, apiKey } = await findAddress(options, io)
  if (apiKey !== undefined) return { baseUrl, apiKey }
  throw new CliFailure(
    'no_api_key',
    `no API key for ${baseUrl}: set POSTHORN_API_KEY or start an embedded node here (npm start), which leaves its key in data/${connectionFileName}`,
  )
}

/** The same for a caller that can go on without a key. Throws a usage failure when the address is not a URL. */
export async function findAddress(
  { url, apiKey }: ConnectionOptions,
  io: Pick<CliIo, 'env' | 'cwd'>,
): Promise<{ baseUrl: string; apiKey: string | undefined }> {
  const left = await findConnectionFile(io)
  const baseUrl = toBaseUrl(url ?? nonEmpty(io.env['POSTHORN_URL']) ?? left?.url ?? defaultUrl)
  const leftKey = left !== undefined && toBaseUrl(left.url) === baseUrl ? left.apiKey : undefined
  return { baseUrl, apiKey: apiKey ?? nonEmpty(io.env['POSTHORN_API_KEY']) ?? leftKey }
}

/** What an embedded node left behind: in POSTHORN_DATA_DIR, else in ./data, else in the data directory of the clone. */
export async function findConnectionFile(io: Pick<CliIo, 'env' | 'cwd'>): Promise<ConnectionFile | undefined> {
  const chosen = nonEmpty(io.env['POSTHORN_DATA_DIR'])
  if (chosen !== undefined) return await readConnectionFile(resolve(io.cwd(), chosen))
  return (await readConnectionFile(resolve(io.cwd(), 'data'))) ?? (await readConnectionFile(cloneDataDir))
}

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text)

function toBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw usageFailure(`${text} is not the address of an API: expected for example ${defaultUrl}`)
  return url.origin + url.pathname.replace(/\/+$/, '')
}
