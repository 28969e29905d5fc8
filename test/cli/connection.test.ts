import { describe, expect, it } from '@jest/globals'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findAddress, findConnection } from '../../src/cli/connection.js'
import { connectionFileName, readConnectionFile, writeConnectionFile } from '../../src/cli/connection-file.js'
import { emptyDirectory } from './run-command.js'

const left = { url: 'http://127.0.0.1:4242', apiKey: 'left-key' }

async function surroundings(env: Record<string, string> = {}, content = left): Promise<{ env: Record<string, string>; cwd: () => string }> {
  const directory = emptyDirectory()
  await writeConnectionFile(join(directory, 'data'), content)
  return { env, cwd: () => directory }
}

describe('the connection file', () => {
  it('is readable by its owner only, and can be written again', async () => {
    const directory = emptyDirectory()
    await writeConnectionFile(directory, { ...left, apiKey: 'first' })
    await writeConnectionFile(directory, left)
    expect(statSync(join(directory, connectionFileName)).mode & 0o777).toBe(0o600)
    expect(await readConnectionFile(directory)).toEqual(left)
  })

  it('is undefined when there is none', async () => {
    expect(await readConnectionFile(emptyDirectory())).toBeUndefined()
  })

  it.each(['', '{"url":1}', 'null'])('is an error when it holds %j', async (content) => {
    const directory = emptyDirectory()
    writeFileSync(join(directory, connectionFileName), content)
    await expect(readConnectionFile(directory)).rejects.toThrow('is damaged: delete it')
  })
})

describe('findConnection', () => {
  it('takes what the embedded node left', async () => {
    expect(await findConnection({}, await surroundings())).toEqual({ baseUrl: left.url, apiKey: left.apiKey })
  })

  it('prefers the environment, and options before all', async () => {
    const io = await surroundings({ POSTHORN_URL: 'https://a.example/base/', POSTHORN_API_KEY: 'env-key' })
    expect(await findConnection({}, io)).toEqual({ baseUrl: 'https://a.example/base', apiKey: 'env-key' })
    expect(await findConnection({ url: 'https://b.example', apiKey: 'option-key' }, io)).toEqual({
      baseUrl: 'https://b.example',
      apiKey: 'option-key',
    })
  })

  it('sends the key of the embedded node to no other address', async () => {
    const io = await surroundings()
    await expect(findConnection({ url: 'https://other.example' }, io)).rejects.toThrow('no API key for https://other.example')
    expect(await findConnection({ url: `${left.url}/` }, io)).toEqual({ baseUrl: left.url, apiKey: left.apiKey })
  })

  it('looks into POSTHORN_DATA_DIR when it is set', async () => {
    const io = await surroundings({ POSTHORN_DATA_DIR: emptyDirectory() })
    expect(await findAddress({}, io)).toEqual({ baseUrl: 'http://127.0.0.1:8080', apiKey: undefined })
  })

  it.each(['localhost:8080', 'ftp://a.example', 'nonsense'])('refuses %s as an address', async (url) => {
    await expect(findConnection({ url }, await surroundings())).rejects.toThrow('is not the address of an API')
  })
})
