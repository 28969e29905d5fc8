import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addKey, openKeyFile } from '../../src/crypto/key-file.js'

const keysOf = async (path: string) => (await openKeyFile(path))({ missing: false })

describe('openKeyFile', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'posthorn-key-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('makes a key that only its owner may read, and finds it again', async () => {
    const path = join(folder, 'keys', 'sealing.key')
    const [key, ...others] = await keysOf(path)
    expect(key).toHaveLength(32)
    expect(others).toEqual([])
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await keysOf(path)).toEqual([key])
  })

  it('gives all that start together the same key, and leaves nothing else behind', async () => {
    const path = join(folder, 'sealing.key')
    const keys = await Promise.all(Array.from({ length: 20 }, () => keysOf(path)))
    expect(new Set(keys.map(([key]) => key!.toString('hex'))).size).toBe(1)
    expect(await readdir(folder)).toEqual(['sealing.key'])
  })

  it.each(['', 'too short', Buffer.alloc(33).toString('base64')])('refuses a file that holds %p, and does not touch it', async (text) => {
    const path = join(folder, 'sealing.key')
    await writeFile(path, text)
    await expect(openKeyFile(path)).rejects.toThrow('does not hold a key')
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  it('S2-12: sees a key that is added while it is open, and keeps those it knows when the file is damaged or taken away', async () => {
    const path = join(folder, 'sealing.key')
    const read = await openKeyFile(path)
    const [first] = read({ missing: false })
    await addKey(path)
    const both = read({ missing: true })
    expect(both).toHaveLength(2)
    expect(both[0]).toEqual(first)
    await writeFile(path, 'damaged')
    expect(read({ missing: true })).toEqual(both)
    await rm(path)
    expect(read({ missing: true })).toEqual(both)
  })

  it('adds a key to a file that somebody has written without a line break', async () => {
    const path = join(folder, 'sealing.key')
    const key = Buffer.alloc(32, 5)
    await writeFile(path, key.toString('base64'))
    await addKey(path)
    expect((await keysOf(path))[0]).toEqual(key)
    expect(await keysOf(path)).toHaveLength(2)
  })

  it('says what is wrong with a path that cannot be read', async () => {
    await expect(openKeyFile(folder)).rejects.toThrow('EISDIR')
  })
})
