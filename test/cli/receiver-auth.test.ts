import { describe, expect, it } from '@jest/globals'
import type { Subscription } from '../../src/contract/subscriptions.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { posthornCommand } from './run-command.js'

const url = 'https://shop.example.com/hooks/0e5c1d8a9b7f4e63'

describe('posthorn subscriptions, authentication', () => {
  const posthorn = sharedPosthorn()
  const run = posthornCommand(posthorn)
  const create = (...options: string[]) => ['subscriptions', 'create', url, '--events', 'payment.*', ...options]

  it('S2-12, S4-17: takes the secret part from standard input or a file only, and shows the rest', async () => {
    const auth = ['--auth', 'basic:shop', '--credential', '-', '--header', 'X-Tenant: 7', '--header', 'x-mode: a:b']
    const made = await run([...create(...auth), '--json'], { stdin: 'canary-secret\n' })
    expect(made).toMatchObject({ exitCode: 0, stderr: '' })
    expect(made.stdout).not.toContain('canary-secret')
    const { id, ...subscription } = JSON.parse(made.stdout) as Subscription
    expect(subscription).toMatchObject({ auth: { kind: 'basic', username: 'shop' }, headers: { 'X-Tenant': '7', 'x-mode': 'a:b' } })
    const { stdout } = await run(['subscriptions', 'show', id])
    expect(stdout).toMatch(/^Authentication +Basic as shop, set /m)
    expect(stdout).toMatch(/^Headers +X-Tenant, x-mode$/m)
    const kinds = async (auth: string, stdin: string) =>
      (await run(['subscriptions', 'update', id, '--auth', auth, '--credential', '-'], { stdin })).stdout
    expect(await kinds('header:ApiKey', 'x')).toMatch(/^Authentication +header apikey, set /m)
    expect(await kinds('bearer', 'x')).toMatch(/^Authentication +Bearer, set /m)
    const grant = ['--auth', 'oauth2:shop', '--token-url', 'https://login.example.com/token']
    const oauth2 = async (options: string[], stdin?: string) =>
      (await run(['subscriptions', 'update', id, ...grant, ...options], stdin === undefined ? {} : { stdin })).stdout
    const posted = await oauth2(['--client-auth', 'post', '--token-scope', 'a b', '--credential', '-'], 'x')
    expect(posted).toMatch(/^Authentication +OAuth2 as shop \(client_secret_post\) at login.example.com, set /m)
    expect(await oauth2(['--client-auth', 'key', '--client-alg', 'EdDSA'])).toMatch(/^Authentication +OAuth2 as shop \(private_key_jwt\)/m)
    const none = await run(['subscriptions', 'update', id, '--auth', 'none', '--header', 'none'])
    expect(none.stdout).toMatch(/^Authentication +none$/m)
    expect(none.stdout).not.toMatch(/^Headers/m)
  })

  it.each([
    [['--auth', 'basic:shop', '--credential', 'secret'], '@file, or -'],
    [['--auth', 'basic:shop'], 'needs --credential'],
    [['--auth', 'digest:x', '--credential', '-'], 'basic:USERNAME'],
    [['--credential', '-'], 'goes with --auth'],
    [['--auth', 'oauth2:shop', '--credential', '-'], 'needs --token-url'],
    [['--auth', 'oauth2:shop', '--token-url', 'https://login.example.com'], 'needs --credential'],
    [['--auth', 'bearer', '--credential', '-', '--token-scope', 'a'], 'go with --auth oauth2'],
    [['--header', 'x'], 'Name: value'],
  ])('says how it is written: %j', async (options, remedy) => {
    expect(await run(create(...options))).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(remedy) })
  })
})
