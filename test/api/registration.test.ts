import { beforeAll, describe, expect, it } from '@jest/globals'
import { type Client, ProblemError } from '../../src/client/client.js'
import { keyOf, plantAccounts } from '../helpers/accounts.js'
import { send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { freshType } from '../helpers/scene.js'

type Request = Parameters<Client['createSubscription']>[0]

const url = 'https://receiver.example.com/hooks/4f9c2ab1e07d4c5fb6c8a9d0e1f2a3b4'
const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) =>
      error instanceof ProblemError ? { code: error.problem.code, pointers: error.problem.errors?.map(({ pointer }) => pointer) } : error,
  )
const invalid = (...pointers: string[]) => ({ code: 'validation_failed', pointers })

describe('a registration', () => {
  const posthorn = sharedPosthorn()
  const clients = new Map<string, Client>()
  const as = (account: string) => clients.get(account)!
  const register = (request: Partial<Request> = {}, account = 'acc_r') =>
    as(account).createSubscription({ url, eventTypes: [freshType()], ...request })

  beforeAll(async () => {
    await plantAccounts(posthorn(), [
      ['acc_r', 'acc_root'],
      ['acc_p', 'acc_r'],
      ['acc_m', 'acc_p'],
      ['acc_x', 'acc_root'],
    ])
    for (const account of ['acc_r', 'acc_m']) clients.set(account, (await keyOf(posthorn(), account)).client)
    clients.set('test', (await keyOf(posthorn(), 'acc_r', 'test')).client)
  })

  it('is for everything of its own account when nothing else is said', async () => {
    expect(await register()).toMatchObject({
      scope: 'self',
      accounts: null,
      origins: null,
      project: null,
      filter: null,
      environment: 'live',
    })
  })

  it('says what it is for, as it was told (S2-1, S2-4)', async () => {
    const asked = {
      scope: 'descendants' as const,
      accounts: { include: ['acc_p', 'acc_r'], exclude: ['acc_m'] },
      origins: ['bank' as const, 'processor' as const],
      project: 'prj_1',
      filter: { any: [{ path: '/object/amount', gte: '1249.90', lt: 5000 }, { not: { path: '/object/currency', in: ['EUR', null] } }] },
    }
    const { id } = await register(asked)
    expect(await as('acc_r').getSubscription({ id })).toMatchObject(asked)
  })

  it('can be narrowed and widened later', async () => {
    const { id } = await register({ scope: 'descendants' })
    const change = (version: number, members: object) => as('acc_r').updateSubscription({ id, ifMatch: version, ...members })
    expect(await change(1, { accounts: { exclude: ['acc_p'] }, origins: ['bank'] })).toMatchObject({
      scope: 'descendants',
      accounts: { exclude: ['acc_p'] },
      origins: ['bank'],
    })
    expect(await problemOf(change(2, { scope: 'self' }))).toEqual(invalid('/accounts'))
    expect(await change(2, { scope: 'self', accounts: null, origins: null })).toMatchObject({
      scope: 'self',
      accounts: null,
      origins: null,
    })
    expect(await change(3, { description: 'other things stay' })).toMatchObject({ scope: 'self', accounts: null, project: null })
  })

  it('keeps what it was told when an account on its list has moved away', async () => {
    await plantAccounts(posthorn(), [['acc_moving', 'acc_r']])
    const { id } = await register({ scope: 'descendants', accounts: { include: ['acc_moving'] } })
    await posthorn().query("update accounts set parent_id = 'acc_x' where id = 'acc_moving'")
    expect(await as('acc_r').updateSubscription({ id, ifMatch: 1, description: 'x' })).toMatchObject({
      accounts: { include: ['acc_moving'] },
    })
    expect(await problemOf(as('acc_r').updateSubscription({ id, ifMatch: 2, accounts: { include: ['acc_m', 'acc_moving'] } }))).toEqual(
      invalid('/accounts/include/1'),
    )
  })

  it.each<[string, object, string]>([
    ['lists of accounts with the scope self', { accounts: { include: ['acc_p'] } }, '/accounts'],
    ['an account that is not below', { scope: 'descendants', accounts: { include: ['acc_p', 'acc_x'] } }, '/accounts/include/1'],
    ['an account that is above', { scope: 'descendants', accounts: { exclude: ['acc_root'] } }, '/accounts/exclude/0'],
    ['an account that is not there', { scope: 'descendants', accounts: { exclude: ['acc_none'] } }, '/accounts/exclude/0'],
    ['an empty list', { scope: 'descendants', accounts: { include: [] } }, '/accounts/include'],
    ['another list', { scope: 'descendants', accounts: { only: ['acc_p'] } }, '/accounts/only'],
    ['another scope', { scope: 'children' }, '/scope'],
    ['an origin that does not exist (S2-1)', { origins: ['moon'] }, '/origins/0'],
    ['no origin at all', { origins: [] }, '/origins'],
    ['an empty project', { project: '' }, '/project'],
    ['a filter of nothing', { filter: {} }, '/filter'],
    ['a filter of two forms', { filter: { path: '/a', exists: true, not: { path: '/b', exists: true } } }, '/filter'],
    ['a path without a test', { filter: { any: [{ path: '/a', exists: true }, { path: '/b' }] } }, '/filter/any/1'],
    ['a test without a path', { filter: { not: { equals: 1 } } }, '/filter/not'],
    ['a path that is no pointer', { filter: { path: 'object.amount', exists: true } }, '/filter/path'],
    ['an escape that is none', { filter: { path: '/a~2', exists: true } }, '/filter/path'],
    ['a comparison with a word', { filter: { path: '/a', gt: 'much' } }, '/filter/gt'],
    ['a number that is not read exactly', { filter: { path: '/a', equals: 2 ** 53 } }, '/filter/equals'],
    ['an object to be equal to', { filter: { path: '/a', equals: {} } }, '/filter/equals'],
    ['nothing to be among', { filter: { path: '/a', in: [] } }, '/filter/in'],
    ['code', { filter: { path: '/a', exists: true, matches: '(a+)+' } }, '/filter/matches'],
    ['six levels', { filter: { not: { not: { not: { not: { not: { path: '/a', exists: true } } } } } } }, '/filter'],
    [
      '51 paths',
      { filter: { all: [0, 1].map((n) => ({ any: Array(25 + n).fill({ path: '/a', exists: true }) as object[] })) } },
      '/filter',
    ],
    ['an environment of its own choice', { environment: 'test' }, '/environment'],
  ])('is refused with %s', async (_, wrong, pointer) => {
    expect(await problemOf(register(wrong))).toEqual(invalid(pointer))
  })

  it('is refused with a filter that is nested without end, before anybody walks into it', async () => {
    const filter = `${'{"not":'.repeat(5_000)}{"path":"/a","exists":true}${'}'.repeat(5_000)}`
    const body = `{"url":"${url}","eventTypes":["*"],"filter":${filter}}`
    const { status, json } = await send(posthorn(), { method: 'POST', path: '/v1/subscriptions', body })
    expect({ status, detail: json.errors?.[0]?.detail }).toEqual({ status: 422, detail: 'nested more than 64 levels deep' })
  })

  it('is refused with a member that is named twice', async () => {
    const body = `{"url":"${url}","eventTypes":["*"],"scope":"self","scope":"descendants"}`
    const { status, json } = await send(posthorn(), { method: 'POST', path: '/v1/subscriptions', body })
    expect({ status, pointer: json.errors?.[0]?.pointer }).toEqual({ status: 422, pointer: '/scope' })
  })

  it('names every account that is wrong', async () => {
    const accounts = { include: ['acc_none', 'acc_p'], exclude: ['acc_m', 'acc_x'] }
    expect(await problemOf(register({ scope: 'descendants', accounts }))).toEqual(invalid('/accounts/include/0', '/accounts/exclude/1'))
  })

  it('belongs to the environment of the key, and is nothing to a key of the other', async () => {
    const live = await register()
    const test = await register({}, 'test')
    expect(test.environment).toBe('test')
    const other = [
      as('test').getSubscription({ id: live.id }),
      as('test').updateSubscription({ id: live.id, ifMatch: 1, description: 'mine' }),
      as('test').pauseSubscription({ id: live.id }),
      as('test').rotateSecret({ id: live.id }),
      as('test').deleteSubscription({ id: live.id }),
      as('acc_r').getSubscription({ id: test.id }),
    ]
    expect(await Promise.all(other.map(problemOf))).toEqual(Array(other.length).fill({ code: 'not_found', pointers: undefined }))
    expect((await as('test').listSubscriptions({})).items.map(({ id }) => id)).toEqual([test.id])
    expect((await as('acc_r').listSubscriptions({})).items.map(({ environment }) => environment)).not.toContain('test')
  })
})
