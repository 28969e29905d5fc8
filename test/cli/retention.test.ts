import { describe, expect, it } from '@jest/globals'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { posthornCommand } from './run-command.js'

const posthorn = sharedPosthorn()
const run = posthornCommand(posthorn)
const why = ['--reason', 'contract']

describe('posthorn retention', () => {
  it('shows and sets what an account keeps; what is not named stays', async () => {
    const { id } = await posthorn().client.createAccount({ name: 'Shop' })
    expect((await run(['retention', 'show', id])).stdout).toMatch(/Payloads +for ever \(default\)[^]*Version +0/)
    const preview = await run(['retention', 'set', id, '--payload', '90', '--metadata', '400', '--dry-run'])
    expect(preview.stdout).toMatch(
      /Payloads +90 days \(its own\)[^]*Would remove +metadata of 0 events, payloads of 0, attempt bodies of 0\n/,
    )
    expect((await run(['retention', 'set', id, '--payload', '90', '--metadata', '400', ...why])).stdout).toMatch(/Version +1/)
    const set = await run(['retention', 'set', id, '--payload', 'inherit', '--attempt-bodies', '1', ...why])
    expect(set.stdout).toMatch(/Payloads +400 days \(its own\)[^]*Attempt bodies +1 day \(its own\)[^]*Metadata +400 days/)
    expect((await run(['retention', 'set', id, '--metadata', 'forever', ...why])).stdout).toMatch(/Metadata +for ever \(its own\)/)
  })

  it('says what is wrong', async () => {
    const { id } = await posthorn().client.createAccount({ name: 'Shop' })
    expect(await run(['retention', 'set', id, '--payload', 'soon'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Expected a number of days from 1 to 36500, forever, or inherit.'),
    })
    const refused = await run(['retention', 'set', id, '--payload', '90', '--metadata', '30'])
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('takes it along: at most 30') })
    await run(['retention', 'set', id, '--metadata', '30', ...why])
    expect(await run(['retention', 'set', id, '--metadata', '40', '--if-version', '9', ...why])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('version'),
    })
  })
})
