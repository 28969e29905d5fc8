import { describe, expect, it } from '@jest/globals'
import { createClient } from '../../src/client/client.js'
import type { OutputOf } from '../../src/contract/operation-types.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { posthornCommand } from './run-command.js'

const posthorn = sharedPosthorn()
const run = posthornCommand(posthorn)

type Account = OutputOf<'getAccount', 'response'>
type ApiKey = OutputOf<'createApiKey', 'response'>
type AuditPage = OutputOf<'listAudit', 'response'>

async function json<T>(...args: string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await run([...args, '--json'])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return JSON.parse(stdout) as T
}

describe('posthorn accounts', () => {
  it('create, list, show, rename and move', async () => {
    const north = await json<Account>('accounts', 'create', 'North', '--kind', 'portfolio')
    const shop = await json<Account>('accounts', 'create', 'Corner Shop')
    expect(shop).toMatchObject({ kind: 'merchant', parent: 'acc_root', name: 'Corner Shop' })
    expect((await run(['accounts', 'list', '--kind', 'portfolio'])).stdout).toContain(north.id)
    expect(await json('accounts', 'rename', shop.id, 'Corner Shop Ltd')).toMatchObject({ name: 'Corner Shop Ltd', version: 2 })
    expect(await run(['accounts', 'move', shop.id, north.id, '--if-version', '1'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('version_mismatch'),
    })
    expect(await json('accounts', 'move', shop.id, north.id)).toMatchObject({ parent: north.id, version: 3 })
    expect((await run(['accounts', 'show', shop.id])).stdout).toMatch(new RegExp(`^Parent +${north.id}$`, 'm'))
    expect((await json<{ items: Account[] }>('accounts', 'list', '--parent', north.id)).items.map(({ id }) => id)).toEqual([shop.id])
  })
})

describe('posthorn api-keys', () => {
  it('create shows the value once; revoke ends the key', async () => {
    const create = ['api-keys', 'create', 'till', '--scopes', 'events:write,events:read', '--environment', 'live', '--expires', '90d']
    const { exitCode, stdout } = await run([...create, '--addresses', '127.0.0.0/8,::1'])
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/shown once: keep it\nphk_live_\S+\n$/) })
    expect(stdout).toMatch(/^From +127\.0\.0\.0\/8, ::1\/128$/m)
    expect(stdout).toMatch(/^Expires .+ \(in 90 d\)$/m)
    const listed = await run(['api-keys', 'list'])
    expect(listed.stdout).toContain('events:write, events:read')
    expect(listed.stdout).not.toContain('phk_')
    const { id } = await json<ApiKey>('api-keys', 'create', 'passing', '--scopes', '*')
    expect(await run(['api-keys', 'revoke', id])).toMatchObject({ exitCode: 0, stdout: `${id} revoked\n` })
    expect((await run(['api-keys', 'list'])).stdout).toMatch(new RegExp(`${id} .+ revoked (now|.* ago)`))
  })
})

describe('posthorn api-keys of a project', () => {
  it('create and list say whose key it is', async () => {
    const { id: project } = await json<{ id: string }>('projects', 'create', 'Web shop')
    const { stdout } = await run(['api-keys', 'create', 'web-shop', '--project', project, '--scopes', 'events:write'])
    expect(stdout).toMatch(new RegExp(`^Project +${project}\nEnvironment +live$`, 'm'))
    const listed = await json<{ items: ApiKey[] }>('api-keys', 'list', '--project', project)
    expect(listed.items).toMatchObject([{ name: 'web-shop', project }])
  })
})

describe('posthorn --reason', () => {
  it('is kept with whatever the command changes, in any writing, on one line', async () => {
    const reason = 'übergeben an 北: „€“\nund weiter'
    const { id } = await json<Account>('--reason', reason, 'accounts', 'create', 'Reasons')
    expect((await json<AuditPage>('audit', 'list', '--account', id)).items).toMatchObject([
      { action: 'account.create', reason: 'übergeben an 北: „€“ und weiter' },
    ])
    const long = '🎺'.repeat(400)
    await json('accounts', 'rename', id, 'Reasoned', '--reason', long)
    expect((await json<AuditPage>('audit', 'list', '--account', id)).items[1]?.reason).toBe(long)
    const tooLong = await run(['accounts', 'rename', id, 'Never', '--reason', '🎺'.repeat(501)])
    expect(tooLong).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('at most 500 characters') })
    expect(await run(['audit', 'verify', '--account', id])).toMatchObject({ exitCode: 0 })
  })

  it('of a cancel goes the same way', async () => {
    const { id } = await json<Account>('accounts', 'create', 'Cancels')
    const { client } = posthorn()
    await client.createSubscription({ account: id, url: 'https://a.example.com/hook', eventTypes: ['test.reason.given'], activate: true })
    const { notifications } = await client.publishEvent({ account: id, type: 'test.reason.given', data: {} })
    const cancelled = await run(['notifications', 'cancel', notifications[0]!.id, '--reason', 'endpoint retired'])
    expect(cancelled).toMatchObject({ exitCode: 0 })
    const { stdout } = await run(['audit', 'list', '--account', id, '--target', notifications[0]!.id])
    expect(stdout).toMatch(/notification\.cancel .+ state \w+ → cancelled .*endpoint retired/)
  })
})

/** An account with `changes` entries and how to verify its chain. */
async function chain(changes: number) {
  const { baseUrl, apiKey } = posthorn()
  const client = createClient({ baseUrl, apiKey, reason: 'chained' })
  const { id } = await client.createAccount({ name: 'Chained' })
  for (let version = 1; version < changes; version += 1) await client.updateAccount({ id, ifMatch: version, name: `Chained ${version}` })
  const verify = (...args: string[]) => run(['audit', 'verify', '--account', id, ...args])
  const expectation = async () => /^Head: (\S+)$/m.exec((await verify()).stdout)![1]!
  const tamper = (sql: string) => posthorn().query(sql.replaceAll('$1', `'${id}'`))
  return { id, verify, expectation, tamper }
}

describe('posthorn audit verify', () => {
  it('walks a chain of several pages and prints the head to keep', async () => {
    const { verify, expectation } = await chain(130)
    const head = await expectation()
    expect(head).toMatch(/^130:[0-9a-f]{64}$/)
    expect(await verify('--expect', head)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Whole: 130 entries') })
    expect((await run(['audit', 'verify'])).exitCode).toBe(0)
  })

  it.each([
    ['at', "at + interval '1 second'"],
    ['actor_kind', "'operator'"],
    ['actor_id', "'key_other'"],
    ['action', "'account.move'"],
    ['target', "'acc_other'"],
    ['before', "'{}'"],
    ['after', 'null'],
    ['reason', "'another'"],
    ['source_address', "'192.0.2.1'"],
    ['request_id', "'another'"],
    ['previous_hash', "decode(repeat('ab', 32), 'hex')"],
    ['hash', "decode(repeat('ab', 32), 'hex')"],
  ])('finds that %s was altered', async (column, value) => {
    const { verify, tamper } = await chain(4)
    await tamper(`update audit_entries set ${column} = ${value} where account_id = $1 and sequence = 2`)
    expect(await verify()).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^[23] .+\n(.*\n)*Broken: \d/) })
  })

  it('finds an entry that was moved to another account', async () => {
    const { verify, tamper } = await chain(4)
    await tamper("update audit_entries set account_id = 'acc_nobody_' || $1 where account_id = $1 and sequence = 3")
    expect(await verify()).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('4 entries are missing') })
  })

  it('finds an entry that was removed, first, middle or last', async () => {
    for (const sequence of [1, 2, 4]) {
      const { verify, tamper } = await chain(4)
      await tamper(`delete from audit_entries where account_id = $1 and sequence = ${sequence}`)
      expect(await verify()).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('Broken') })
    }
  })

  it('finds entries that have changed places', async () => {
    const { verify, tamper } = await chain(4)
    await tamper('update audit_entries set sequence = sequence + 100 where account_id = $1 and sequence in (2, 3)')
    await tamper('update audit_entries set sequence = 105 - sequence where account_id = $1 and sequence > 100')
    expect(await verify()).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('has been altered') })
  })

  it('finds an entry that was put in', async () => {
    const { verify, tamper } = await chain(4)
    const copy = `insert into audit_entries select account_id, 5, at, actor_kind, actor_id, action, target, before, after, reason,
      source_address, request_id, previous_hash, hash from audit_entries where account_id = $1 and sequence = 4`
    await tamper(copy)
    expect(await verify()).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('put there by other means') })
  })

  it('finds an end that was cut off, and with --expect also when the head was set back', async () => {
    const { verify, expectation, tamper } = await chain(4)
    const head = await expectation()
    await tamper('delete from audit_entries where account_id = $1 and sequence > 2')
    expect(await verify()).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('cut off after 2') })
    await tamper(`update audit_heads h set sequence = 2, hash = e.hash from audit_entries e
      where h.account_id = $1 and e.account_id = $1 and e.sequence = 2`)
    expect(await verify()).toMatchObject({ exitCode: 0 })
    expect(await verify('--expect', head)).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('4 is the head that was kept') })
  })

  it('finds with --expect a chain that was written anew, and says so in JSON', async () => {
    const { verify } = await chain(4)
    const { exitCode, stdout } = await verify('--expect', `3:${'ab'.repeat(32)}`, '--json')
    expect({ exitCode, checked: JSON.parse(stdout) as unknown }).toMatchObject({
      exitCode: 1,
      checked: { entries: 4, head: { sequence: '4' }, faults: [{ sequence: '3', fault: expect.stringContaining('written anew') }] },
    })
  })
})
