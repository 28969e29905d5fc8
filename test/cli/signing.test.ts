import { describe, expect, it } from '@jest/globals'
import { generateKeyPairSync } from 'node:crypto'
import type { Subscription } from '../../src/contract/subscriptions.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { posthornCommand } from './run-command.js'

const url = 'https://shop.example.com/hooks/0e5c1d8a9b7f4e63'

describe('posthorn subscriptions, signing', () => {
  const posthorn = sharedPosthorn()
  const run = posthornCommand(posthorn)
  const create = (...options: string[]) => ['subscriptions', 'create', url, '--events', 'payment.*', ...options]

  it('S4-4: takes profiles by name, with an algorithm where it is another one', async () => {
    const made = await run([...create('--signing', 'standard-webhooks:v1+v1a,jwt-header:EdDSA'), '--json'])
    const { id, signing } = JSON.parse(made.stdout) as Subscription
    expect(signing).toMatchObject({
      standardWebhooks: ['v1', 'v1a'],
      jwtHeader: { alg: 'EdDSA', header: 'Webhook-JWT' },
      jwsDetached: null,
    })
    const { stdout } = await run(['subscriptions', 'update', id, '--signing', 'jws-detached'])
    expect(stdout).toMatch(/^Signing +jws-detached:ES256 in x-jws-signature$/m)
    const json = '{"jwtHeader":{"header":"Authorization"}}'
    const shown = await run(['subscriptions', 'update', id, '--signing', '-'], { stdin: json })
    expect(shown.stdout).toMatch(/^Signing +standard-webhooks:v1, jwt-header:ES256 in Authorization$/m)
  })

  it('S4-16: takes a profile with the key of the receiver as JSON, and shows how it encrypts', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const json = JSON.stringify({ securedPayload: { alg: 'RS256', encryption: { key: publicKey.export({ format: 'jwk' }) } } })
    const { stdout, stderr } = await run(create('--signing', '-'), { stdin: json })
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^Signing +standard-webhooks:v1, secured-payload:RS256, encrypted with RSA-OAEP-256 and A256GCM$/m)
    expect((await run(create('--signing', 'jwt-body'))).stdout).toMatch(/^Confirmation +set-push-202$/m)
  })

  it.each([['jwt'], ['jwt-header:ES256:x'], ['{']])('says how it is written: %s', async (option) => {
    expect(await run(create('--signing', option))).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--signing') })
  })

  it('leaves what the API refuses to the API', async () => {
    const { exitCode, stderr } = await run(create('--signing', 'jwt-header:HS256'))
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('/signing/jwtHeader/alg')])
  })
})
