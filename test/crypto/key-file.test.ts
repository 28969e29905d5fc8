import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadOrCreateKeyFile } from '../../src/crypto/key-file.js'

describe('loadOrCreateKeyFile', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'posthorn-key-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('makes a key that only its owner may read, and finds it again', async () => {
    const path = join(folder, 'keys', 'sealing.key')
    const key = await loadOrCreateKeyFile(path)
    expect(key).toHaveLength(32)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await loadOrCreateKeyFile(path)).toEqual(key)
  })

  it('gives all that start together the same key, and leaves nothing else behind', async () => {
    const path = join(folder, 'sealing.key')
    const keys = await Promise.all(Array.from({ length: 20 }, () => loadOrCreateKeyFile(path)))
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1)
    expect(await readdir(folder)).toEqual(['sealing.key'])
  })

  it.each(['', 'too short', Buffer.alloc(33).toString('base64')])('refuses a file that holds %p, and does not touch it', async (text) => {
    const path = join(folder, 'sealing.key')
    await writeFile(path, text)
    await expect(loadOrCreateKeyFile(path)).rejects.toThrow('does not hold a key')
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  it('says what is wrong with a path that cannot be read', async () => {
    await expect(loadOrCreateKeyFile(folder)).rejects.toThrow('EISDIR')
  })
})
