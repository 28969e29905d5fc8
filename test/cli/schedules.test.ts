import { describe, expect, it } from '@jest/globals'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { posthornCommand } from './run-command.js'

const posthorn = sharedPosthorn()
const run = posthornCommand(posthorn)

describe('posthorn schedules', () => {
  it('S2-15: list and show say when each attempt is made', async () => {
    expect((await run(['schedules', 'list'])).stdout).toMatch(/^payments-72h +18 +2 d 23 h 52 min 40 s +Quickly/m)
    const { stdout } = await run(['schedules', 'show', 'payments-72h', '--from', '2026-01-31T09:15:00Z'])
    expect(stdout).toContain('3 d after the first attempt')
    expect(stdout).toContain('each delay ± 10 %')
    expect(stdout).toMatch(/^ *4 +2 min 40 s +2026-01-31 09:17:40Z$/m)
    expect(JSON.parse((await run(['schedules', 'show', 'azupay', '--from', 'now', '--json'])).stdout)).toMatchObject({ name: 'azupay' })
    expect(await run(['schedules', 'show', 'hourly'])).toMatchObject({ exitCode: 1 })
    expect(await run(['schedules', 'show', 'azupay', '--from', 'tomorrow'])).toMatchObject({ exitCode: 2 })
  })

  it('are chosen by name, list or progression, with a deadline', async () => {
    const create = ['subscriptions', 'create', 'https://receiver.example.com/hooks/3f6c0a51', '--events', '*', '--schedule']
    const shown = async (...args: string[]) => (await run([...create, ...args])).stdout
    expect(await shown('unipay')).toMatch(/Schedule +unipay\nAttempts +15, after 0 s, 5 min, 20 min/)
    expect(await shown('1,5', '--deadline', '7200')).toMatch(
      /Schedule +after 1, 5 s\nAttempts +3, after 0 s, 1 s, 6 s\n[^]*Deadline +2 h after the event/,
    )
    expect(await shown('{"geometric":{"firstSeconds":10,"factor":2},"endSeconds":100}')).toMatch(
      /Schedule +custom \{"geometric":.*,"endSeconds":100\}\nAttempts +4, after 0 s, 10 s, 30 s, 1 min 10 s/,
    )
    expect(await shown('{"name":"unipay","delaysSeconds":[60]}')).toMatch(/Schedule +unipay \{"delaysSeconds":\[60\]\}/)
    expect(await run([...create, '{'])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Is not JSON') })
    expect(await run([...create, 'hourly'])).toMatchObject({ exitCode: 2 })
  })
})
