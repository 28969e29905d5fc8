import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What the embedded mode leaves in its data directory, so that the command line needs no settings. */
export const connectionFileName = 'cli.json'

export interface ConnectionFile {
  readonly url: string
  readonly apiKey: string
  /** `host:port` of the embedded Temporal, for `posthorn doctor`. */
  readonly temporalAddress?: string
  readonly temporalUiUrl?: string
}

/** Writes the file readable by its owner only; a reader sees the old content or the new, never half of it. */
export async function writeConnectionFile(dataDir: string, connection: ConnectionFile): Promise<void> {
  await mkdir(dataDir, { recursive: true })
  const path = join(dataDir, connectionFileName)
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, JSON.stringify(connection) + '\n', { mode: 0o600, flag: 'wx' })
  await rename(draft, path)
}

/** The file's content, or undefined when there is none. Throws when the file is there but is not what was written. */
export async function readConnectionFile(dataDir: string): Promise<ConnectionFile | undefined> {
  const path = join(dataDir, connectionFileName)
  const text = await readFile(path, 'utf8').catch(absentAsUndefined)
  if (text === undefined) return undefined
  const content = parseObject(text)
  if (!isConnectionFile(content)) throw new Error(`${path} is damaged: delete it and start Posthorn again`)
  return content
}

function absentAsUndefined(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw error
}

function parseObject(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isConnectionFile(content: unknown): content is ConnectionFile {
  const file = content as Partial<ConnectionFile> | null | undefined
  return typeof file?.url === 'string' && typeof file.apiKey === 'string'
}
