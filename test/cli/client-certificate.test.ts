import { describe, expect, it } from '@jest/globals'
import { aSigned } from '../delivery/certificates.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { posthornCommand } from './run-command.js'

describe('posthorn subscriptions, client certificate', () => {
  const posthorn = sharedPosthorn()
  const run = posthornCommand(posthorn)

  it('S0-14: prints the request, takes the chain from standard input, and shows what is active', async () => {
    const endpoint = { url: 'https://shop.example.com/hooks/0e5c1d8a9b7f4e63', eventTypes: ['payment.*'] }
    const { id } = await posthorn().client.createSubscription(endpoint)
    const subject = ['--common-name', 'posthorn.bank.example', '--organization', 'Bank', '--country', 'MY']
    const asked = await run(['subscriptions', 'request-certificate', id, '--key-type', 'RSA-2048', ...subject])
    expect(asked).toMatchObject({ exitCode: 0, stderr: '' })
    expect(asked.stdout).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----\n[\s\S]+-----END CERTIFICATE REQUEST-----\n$/)
    const lineOf = (text: string) => /^Client certificate +(.*)$/m.exec(text)?.[1]
    expect(lineOf((await run(['subscriptions', 'show', id])).stdout)).toMatch(/^requested /)
    const stdin = aSigned(asked.stdout).cert
    const installed = await run(['subscriptions', 'install-certificate', id, '--chain', '-'], { stdin })
    expect(lineOf(installed.stdout)).toMatch(/^CN=Posthorn, by CN=Test Authority, ends /)
    expect(lineOf((await run(['subscriptions', 'remove-certificate', id])).stdout)).toBeUndefined()
  })
})
