import { beforeAll, describe, expect, it } from '@jest/globals'
import { type Client, ProblemError } from '../../src/client/client.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { freshType } from '../helpers/scene.js'

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : error),
  )

describe('accounts that move', () => {
  const posthorn = sharedPosthorn()
  let client: Client
  const portfolio = async (parent?: string) =>
    (await client.createAccount({ name: 'Portfolio', kind: 'portfolio', ...(parent !== undefined && { parent }) })).id
  const move = async (id: string, parent: string) =>
    codeOf(client.updateAccount({ id, parent, ifMatch: (await client.getAccount({ id })).version }))

  beforeAll(() => {
    client = posthorn().client
  })

  it('below each other at the same moment make no cycle', async () => {
    for (let round = 0; round < 5; round += 1) {
      const ids = [await portfolio(), await portfolio(), await portfolio()]
      const answers = await Promise.all(ids.map((id, at) => move(id, ids[(at + 1) % ids.length]!)))
      expect(answers.filter((answer) => answer === 'done')).toHaveLength(2)
      expect(answers.filter((answer) => answer === 'validation_failed')).toHaveLength(1)
      const paths = await posthorn().query('select ancestor_id, account_id, depth from account_paths where account_id = any($1)', [ids])
      const up = await posthorn().query(
        `with recursive up as (select id account_id, id ancestor_id, 0 depth from accounts where id = any($1)
          union all select up.account_id, a.parent_id, up.depth + 1 from up join accounts a on a.id = up.ancestor_id where a.parent_id is not null)
        cycle ancestor_id set looped using way select ancestor_id, account_id, depth from up`,
        [ids],
      )
      const sorted = (rows: Record<string, unknown>[]) => rows.map((row) => JSON.stringify(row)).sort()
      expect(sorted(paths)).toEqual(sorted(up))
    }
  })

  it('of two who change the same version, one is told that it has changed', async () => {
    const [id, one, other] = [await portfolio(), await portfolio(), await portfolio()]
    const answers = await Promise.all([one, other].map((parent) => codeOf(client.updateAccount({ id, ifMatch: 1, parent }))))
    expect(answers.sort()).toEqual(['done', 'version_mismatch'])
    expect(await client.getAccount({ id })).toMatchObject({ version: 2 })
    expect(await codeOf(client.updateAccount({ id, ifMatch: 1, name: 'Late' }))).toBe('version_mismatch')
  })

  it('are matched by where they are now: whoever is above gets what is published next', async () => {
    const [from, to] = [await portfolio(), await portfolio()]
    const shop = await portfolio(from)
    const type = freshType()
    const subscribe = async (account: string) => {
      const request = { account, url: 'https://above.example.com/hook', eventTypes: [type], scope: 'descendants' as const, activate: true }
      return (await client.createSubscription(request)).id
    }
    const [old, fresh] = [await subscribe(from), await subscribe(to)]
    const owedTo = async () => {
      const { notifications } = await client.publishEvent({ type, account: shop, data: {} })
      return notifications.map(({ subscription }) => subscription)
    }
    expect(await owedTo()).toEqual([old])
    expect(await move(shop, to)).toBe('done')
    expect(await owedTo()).toEqual([fresh])
  })
})
