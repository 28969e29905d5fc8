import { describe, expect, it } from '@jest/globals'
import { carefulAccounts, pendingOf, problemOf } from '../helpers/change-requests.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { ProblemError } from '../../src/client/client.js'

const endpoint = { url: 'https://shop.example.com/hooks/0e5c1d8a9b7f4e63', eventTypes: ['payment.*'] }
const canary = 'canary-7f3e9a'

describe('authentication to a receiver', () => {
  const posthorn = sharedPosthorn()
  const careful = carefulAccounts(posthorn)

  it('S2-11: is none unless asked for', async () => {
    const { client } = posthorn()
    expect(await client.createSubscription(endpoint)).toMatchObject({ auth: { kind: 'none' }, headers: {} })
  })

  it.each([
    ['basic', { username: 'shop', password: canary }, { username: 'shop', hasPassword: true }],
    ['bearer', { token: canary }, { hasToken: true }],
    ['header', { name: 'ApiKey', value: canary }, { name: 'apikey', hasValue: true }],
    [
      'oauth2',
      { tokenUrl: 'https://login.example.com/token', clientId: 'shop', clientSecret: canary, scope: 'a b' },
      {
        ...{ tokenUrl: 'https://login.example.com/token', clientId: 'shop', clientAuthentication: 'client_secret_basic' },
        ...{ hasClientSecret: true, alg: null, scope: 'a b', audience: null, resource: null },
      },
    ],
  ] as const)('S2-12, S4-17: %s is write-only: no answer, list, audit entry or history has the secret part', async (kind, given, shown) => {
    const { client } = posthorn()
    const made = await client.createSubscription({ ...endpoint, auth: { kind, ...given } as never, headers: { 'X-Tenant': '7' } })
    expect(made.auth).toEqual({ kind, ...shown, changedAt: expect.any(String) })
    expect(made.headers).toEqual({ 'X-Tenant': '7' })
    const changed = await client.updateSubscription({ id: made.id, ifMatch: 1, description: 'kept' })
    expect(changed).toMatchObject({ auth: made.auth, headers: made.headers })
    const none = await client.updateSubscription({ id: made.id, ifMatch: 2, auth: { kind: 'none' }, headers: {} })
    expect(none).toMatchObject({ auth: { kind: 'none' }, headers: {} })
    const said = [made, changed, none, await client.listSubscriptions(), await client.listAudit({ target: made.id, limit: 100 })]
    const history = await client.listSubscriptionHistory({ id: made.id })
    expect(JSON.stringify([...said, history])).not.toContain(canary)
    expect(history.items.map(({ changed }) => changed)).toContainEqual(['auth', 'headers'])
    expect(await posthorn().query('select sealed_credential from subscriptions where id = $1', [made.id])).toEqual([
      { sealed_credential: null },
    ])
  })

  it('S2-12: a new password is a change, although nothing else is seen to change', async () => {
    const { client } = posthorn()
    const { id, auth } = await client.createSubscription({ ...endpoint, auth: { kind: 'basic', username: 'shop', password: 'first-one' } })
    const rotated = await client.updateSubscription({ id, ifMatch: 1, auth: { kind: 'basic', username: 'shop', password: 'second' } })
    expect(rotated.auth).not.toEqual(auth)
    expect((await client.listSubscriptionHistory({ id })).items[0]!.changed).toEqual(['auth'])
  })

  it('what cannot be sent is refused with the member, and never repeated', async () => {
    const { client, log } = posthorn()
    const errorsOf = async (settings: object) => {
      const error: unknown = await client.createSubscription({ ...endpoint, ...settings }).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(ProblemError)
      const { problem } = error as ProblemError
      expect(JSON.stringify(problem)).not.toContain(canary)
      return problem.errors!.map(({ pointer }) => pointer)
    }
    expect(await errorsOf({ auth: { kind: 'basic', username: 'a:b', password: `${canary}\n` } })).toEqual([
      '/auth/username',
      '/auth/password',
    ])
    expect(await errorsOf({ auth: { kind: 'bearer', token: `${canary} x` } })).toEqual(['/auth/token'])
    expect(await errorsOf({ auth: { kind: 'header', name: 'Host', value: `${canary}\r\nX: y` } })).toEqual(['/auth/name', '/auth/value'])
    expect(await errorsOf({ headers: { authorization: canary, 'x-a': 'ok', 'X-A': 'twice', 'webhook-id': '1', 'a/b': 'x' } })).toEqual([
      '/headers/authorization',
      '/headers/X-A',
      '/headers/webhook-id',
      '/headers/a~1b',
    ])
    expect(await errorsOf({ auth: { kind: 'basic', username: 'shop' } })).toEqual(['/auth/password'])
    const grant = { kind: 'oauth2', tokenUrl: 'https://login.example.com/token', clientId: 'shop' }
    const faultsOf = (given: object) => errorsOf({ auth: { ...grant, ...given } })
    expect(await faultsOf({ tokenUrl: `http://10.0.0.1/${canary}`, clientSecret: 'x' })).toEqual(['/auth/tokenUrl'])
    expect(await faultsOf({})).toEqual(['/auth/clientSecret'])
    expect(await faultsOf({ clientAuthentication: 'private_key_jwt', clientSecret: canary })).toEqual(['/auth/clientSecret'])
    const odd = { clientId: 'é', clientSecret: `${canary}\n`, alg: 'ES256', scope: 'a  b', audience: 'é', resource: 'x#y' }
    expect(await faultsOf(odd)).toEqual(Object.keys(odd).map((member) => `/auth/${member}`))
    expect(log()).not.toContain(canary)
  })

  it('the path of a token endpoint is a secret in lists, like that of the endpoint', async () => {
    const { client } = posthorn()
    const auth = { kind: 'oauth2', tokenUrl: 'https://login.example.com/canary-path', clientId: 'shop', clientSecret: canary } as const
    const { id } = await client.createSubscription({ ...endpoint, auth: { ...auth, clientAuthentication: 'client_secret_post' } })
    const { items } = await client.listSubscriptions()
    expect(items.find((one) => one.id === id)!.auth).toMatchObject({ tokenUrl: 'https://login.example.com' })
    const told = [items, await client.listAudit({ target: id, limit: 100 }), await client.listSubscriptionHistory({ id })]
    expect(JSON.stringify(told)).not.toContain('canary-path')
  })

  it('is covered by four eyes as credentials, secrets masked', async () => {
    const { author, approver, id } = await careful(['credentials'])
    const request = await pendingOf(author.updateSubscription({ id, ifMatch: 1, auth: { kind: 'bearer', token: canary } }))
    expect(request).toMatchObject({
      kinds: ['credentials'],
      differences: [{ member: 'auth', before: { kind: 'none' }, after: { kind: 'bearer' } }],
    })
    expect(JSON.stringify([request, await author.listAudit({ limit: 100 })])).not.toContain(canary)
    expect((await author.getSubscription({ id })).auth).toEqual({ kind: 'none' })
    await approver.approveChangeRequest({ id: request.id })
    expect((await author.getSubscription({ id })).auth).toMatchObject({ kind: 'bearer', hasToken: true })
    expect(await problemOf(author.activateSubscription({ id }))).toBe('done')
  })
})
