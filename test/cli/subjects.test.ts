import { describe, expect, it } from '@jest/globals'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { posthornCommand } from './run-command.js'

const posthorn = sharedPosthorn()
const run = posthornCommand(posthorn)

describe('posthorn subjects erase', () => {
  it('removes what is about somebody, and the event says so', async () => {
    const publish = ['events', 'publish', '--type', 'test.thing.happened', '--id', 'about-somebody', '--subject', 'customer-1']
    expect(await run([...publish, '--data', '{"name":"Maria"}'])).toMatchObject({ exitCode: 0 })
    expect((await run(['events', 'show', 'about-somebody'])).stdout).toMatch(/Subject +customer-1[^]*Maria/)
    expect(await run(['subjects', 'erase', 'customer-1'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/Payloads removed +1\n/),
    })
    const { stdout } = await run(['events', 'show', 'about-somebody'])
    expect(stdout).toContain('removed by erasure at')
    expect(stdout).not.toContain('Maria')
  })
})
