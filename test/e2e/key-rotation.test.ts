import { describe, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { type Posthorn, withPosthorn } from '../helpers/posthorn.js'
import { temporalJson } from '../helpers/temporal.js'

/** An hour takes a second. */
const fast = { POSTHORN_SCHEDULE_SPEED: '3600' }
const patiently = { withinMs: 40_000, everyMs: 100 }

describe('a rotation of signing keys', () => {
  const stateOf = async ({ client }: Pick<Posthorn, 'client'>, kid: string) => (await client.getSigningKey({ kid })).state
  const kidsOf = async ({ baseUrl }: Pick<Posthorn, 'baseUrl'>, account: string) => {
    const answer = await fetch(`${baseUrl}/v1/jwks/${account}/live`)
    return ((await answer.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)
  }

  it('goes its way by itself, over a node that is killed in the middle: next, active, retiring, retired', async () => {
    await withPosthorn(
      async (posthorn) => {
        const { client } = posthorn
        const { id: account } = await client.createAccount({ name: 'Shop' })
        const { kid: first } = await client.createSigningKey({ account, activate: true })
        const { kid: second } = await client.rotateSigningKeys({ account })
        expect((await client.getSigningKey({ kid: first })).nextChange).toMatchObject({ to: 'retiring' })
        await posthorn.kill('SIGKILL')
        await posthorn.restart()
        await eventually(async () => expect(await stateOf(posthorn, second)).toBe('active'), patiently)
        expect(await client.getSigningKey({ kid: first })).toMatchObject({ state: 'retiring', nextChange: { to: 'retired' } })
        // both are published, the one that signs and the one that has signed
        expect(await kidsOf(posthorn, account)).toEqual(expect.arrayContaining([first, second]))
        const workflowId = `rotate_keys_${account}_live_ES256`
        expect(await temporalJson(posthorn, 'workflow', 'describe', '-w', workflowId)).toMatchObject({
          workflowExecutionInfo: { status: 'WORKFLOW_EXECUTION_STATUS_RUNNING', type: { name: 'rotateKeys' } },
        })
        await eventually(async () => expect(await stateOf(posthorn, first)).toBe('retired'), { withinMs: 110_000, everyMs: 500 })
        expect(await kidsOf(posthorn, account)).not.toContain(first)
        expect(await posthorn.query('select sealed from signing_keys where kid = $1', [first])).toEqual([{ sealed: null }])
        const actions = (await client.listAudit({ account })).items.map(({ action, actor }) => `${action} ${actor.kind}`)
        expect(actions).toEqual([
          'account.create key',
          'signing-key.create key',
          'signing-key.rotate key',
          'signing-key.activate node',
          'signing-key.retire node',
        ])
      },
      { env: fast },
    )
  }, 180_000)

  it('takes place also when Temporal was never told: it is swept', async () => {
    await withPosthorn(
      async (posthorn) => {
        const { client } = posthorn
        const { id: account } = await client.createAccount({ name: 'Shop' })
        const { kid } = await client.createSigningKey({ account })
        await posthorn.query("update signing_keys set activates_at = now() - interval '10 seconds' where kid = $1", [kid])
        await eventually(async () => expect(await stateOf(posthorn, kid)).toBe('active'), patiently)
      },
      { env: fast },
    )
  })
})
