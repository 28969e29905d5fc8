import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

const keyBytes = 32

/**
 * The sealing key of a file that only its owner may read: 32 bytes in base64. Made when there is none;
 * of several processes that start together, all get the key of the first. Throws when the file holds anything else.
 */
export async function loadOrCreateKeyFile(path: string): Promise<Buffer> {
  const found = await readKey(path)
  if (found !== undefined) return found
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeOnce(path, `${randomBytes(keyBytes).toString('base64')}\n`)
  return loadOrCreateKeyFile(path)
}

async function readKey(path: string): Promise<Buffer | undefined> {
  const text = await unless('ENOENT', readFile(path, 'utf8'))
  if (text === undefined) return undefined
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== keyBytes) throw new Error(`${path} does not hold a key of ${keyBytes} bytes in base64`)
  return key
}

/** Linking a file that is complete and on disk already: nobody can read half a key, and a crash cannot leave one. */
async function writeOnce(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
    await unless('EEXIST', link(draft, path))
  } finally {
    await file.close()
    await rm(draft, { force: true })
  }
}

async function unless<T>(code: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === code) return undefined
    throw error
  }
}
