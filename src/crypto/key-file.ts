import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { link, mkdir, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ReadKeys } from './key-provider.js'

const keyBytes = 32
const newKey = (): string => `${randomBytes(keyBytes).toString('base64')}\n`

/**
 * The sealing keys of a file that only its owner may read: each 32 bytes in base64 on a line, the newest last. Made with one key when
 * there is none; of several processes that start together, all get the key of the first. What is added while the process runs
 * is seen when something is sealed, or is not opened by any other. Throws when the file holds anything else.
 */
export async function openKeyFile(path: string): Promise<ReadKeys> {
  if (modifiedAt(path) === undefined) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeOnce(path, newKey())
  }
  return followKeyFile(path)
}

/** Adds a key, which seals from now on. Throws when the file is not there or holds anything else than keys. */
export async function addKey(path: string): Promise<void> {
  readKeys(path)
  const isEnded = readFileSync(path, 'utf8').endsWith('\n')
  const file = await open(path, 'a', 0o600)
  try {
    await file.write(`${isEnded ? '' : '\n'}${newKey()}`)
    await file.sync()
  } finally {
    await file.close()
  }
}

function followKeyFile(path: string): ReadKeys {
  let known = { at: modifiedAt(path), keys: readKeys(path) }
  return ({ missing }) => {
    const at = modifiedAt(path)
    if (at !== undefined && (missing || at !== known.at)) known = { at, keys: readKeysOr(known.keys, path) }
    return known.keys
  }
}

/** Whoever takes the file away, or is about to mend it, does not stop a node. */
function readKeysOr(known: readonly Buffer[], path: string): readonly Buffer[] {
  try {
    return readKeys(path)
  } catch {
    return known
  }
}

/** Undefined when there is no such file. */
const modifiedAt = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.mtimeMs

function readKeys(path: string): readonly Buffer[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const keys = lines.map((line) => Buffer.from(line.trim(), 'base64'))
  if (keys.length === 0 || keys.some(({ length }) => length !== keyBytes))
    throw new Error(`${path} does not hold a key of ${keyBytes} bytes in base64 on each line`)
  return keys
}

/** Linking a file that is complete and on disk already: nobody can read half a key, and a crash cannot leave one. */
async function writeOnce(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
    await link(draft, path).catch(unlessThere)
  } finally {
    await file.close()
    await rm(draft, { force: true })
  }
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
