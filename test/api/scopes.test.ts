import { beforeAll, describe, expect, it } from '@jest/globals'
import { type OperationId, type Route, routes } from '../../src/contract/routes.js'
import { holdsScope } from '../../src/domain/scopes.js'
import { send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { type Receiver, startReceiver } from '../helpers/receiver.js'
import { atEndOfFile } from '../helpers/leaks.js'
import { isPlatforms, type Parts, requests } from '../isolation/requests.js'
import { createTenant, type Tenant } from '../isolation/tenant.js'
import { toAsk } from '../isolation/to-ask.js'

const every = Object.entries(routes) as [OperationId, Route][]
const entries = every.filter(([, { scope }]) => scope !== 'any')
const all = [...new Set(entries.map(([, { scope }]) => scope))]

const platforms = new Set<string>(entries.filter(([id]) => isPlatforms(id)).map(([, { scope }]) => scope))

/** A key gives away no scope that it lacks, so the one of the test gives its own. */
const own: Readonly<Partial<Record<OperationId, Parts>>> = { createApiKey: { body: { name: 'key', scopes: ['api-keys:write'] } } }

/** What a key with the scope is told by an operation that asks for more than its scope. */
const beyondScope: Readonly<Partial<Record<OperationId, string>>> = {
  withdrawChangeRequest: 'only its author withdraws a change: reject it instead',
}

describe('every route', () => {
  const posthorn = sharedPosthorn()
  let tenant: Tenant
  let receiver: Receiver
  const environmentOf = (scope: string) => entries.find(([, route]) => route.scope === scope)?.[1].environment ?? ('live' as const)
  const accountOf = (scope: string) => (platforms.has(scope) ? 'acc_root' : tenant.account)
  const keys = new Map<string, { only: string; without: string }>()

  beforeAll(async () => {
    receiver = await startReceiver()
    atEndOfFile(() => receiver.stop())
    tenant = await createTenant(posthorn(), receiver)
    for (const scope of all) {
      const place = { account: accountOf(scope), environment: environmentOf(scope) }
      const make = async (scopes: string[]) => (await posthorn().client.createApiKey({ ...place, name: 'scoped', scopes })).key
      keys.set(scope, { only: await make([scope]), without: await make(all.filter((other) => !holdsScope([other], scope))) })
    }
  })

  it.each(entries)('%s needs its scope and no other', async (id, route) => {
    const { only, without } = keys.get(route.scope)!
    const ask = toAsk(route, own[id] ?? (await requests[id](tenant)))
    const refused = await send({ baseUrl: posthorn().baseUrl, apiKey: without }, ask)
    expect({ status: refused.status, problem: refused.json }).toMatchObject({
      status: 403,
      problem: { code: 'forbidden', detail: `this key lacks the scope ${route.scope}` },
    })
    const answer = await send({ baseUrl: posthorn().baseUrl, apiKey: only }, ask)
    if (beyondScope[id] === undefined) expect(answer.status).toBe(route.status)
    else expect(answer.json).toMatchObject({ status: 403, detail: beyondScope[id] })
  })
})
