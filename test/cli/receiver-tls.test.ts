import { describe, expect, it } from '@jest/globals'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Subscription } from '../../src/contract/subscriptions.js'
import { aCertificate } from '../delivery/certificates.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { emptyDirectory, posthornCommand } from './run-command.js'

const url = 'https://shop.example.com/hooks/0e5c1d8a9b7f4e63'
const pin = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
const { cert } = aCertificate({ name: 'Shop Authority', authority: true })

describe('posthorn subscriptions, TLS', () => {
  const posthorn = sharedPosthorn()
  const run = posthornCommand(posthorn)
  const create = (...options: string[]) => ['subscriptions', 'create', url, '--events', 'payment.*', ...options]

  it('S0-14: takes authorities from a file and pins, and changes one of them alone', async () => {
    const cwd = emptyDirectory()
    writeFileSync(join(cwd, 'ca.pem'), cert)
    const made = await run([...create('--authorities', '@ca.pem', '--key-pins', pin), '--json'], { cwd })
    expect(made).toMatchObject({ exitCode: 0, stderr: '' })
    const { id, tls } = JSON.parse(made.stdout) as Subscription
    expect(tls).toEqual({ authorities: cert, pins: [pin], acceptSelfSigned: false })
    const lineOf = async (...options: string[]) => /^TLS +(.*)$/m.exec((await run(['subscriptions', 'update', id, ...options])).stdout)?.[1]
    expect(await lineOf('--authorities', 'none')).toBe(`public authorities, key pinned: ${pin}`)
    expect(await lineOf('--key-pins', 'none')).toBe('public authorities')
    expect(await run(create('--authorities', 'ca.pem'))).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('@file') })
  })

  it('S4-6: refuses self-signed certificates with a live key, and shows in words that they are accepted with one for tests', async () => {
    expect(await run(create('--self-signed'))).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('environment test') })
    const { key } = await posthorn().client.createApiKey({ name: 'tests', scopes: ['*'], environment: 'test' })
    const env = { POSTHORN_API_KEY: key }
    const { id } = JSON.parse((await run([...create('--self-signed'), '--json'], { env })).stdout) as Subscription
    const { stdout } = await run(['subscriptions', 'show', id], { env })
    expect(stdout).toMatch(/^TLS +self-signed accepted$/m)
    expect(stdout).toMatch(/^Accepts self-signed certificates: for tests only$/m)
    expect((await run(['subscriptions', 'update', id, '--no-self-signed'], { env })).stdout).not.toContain('self-signed')
  })
})
