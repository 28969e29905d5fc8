import { beforeAll, describe, expect, it } from '@jest/globals'
import { type Client, createClient } from '../../src/client/client.js'
import { posthornCommand } from '../cli/run-command.js'
import { sharedPosthorn } from '../helpers/posthorn.js'

describe('configuration on a customer’s behalf (S2-7)', () => {
  const posthorn = sharedPosthorn()
  const run = posthornCommand(posthorn)
  let account: string
  let customer: Client
  let staff: Client

  const as = (apiKey: string, reason?: string) => createClient({ baseUrl: posthorn().baseUrl, apiKey, reason })
  const lastEntry = async (target: string) => (await customer.listAudit({ target })).items.at(-1)

  beforeAll(async () => {
    account = (await posthorn().client.createAccount({ name: 'Shop' })).id
    customer = as((await posthorn().client.createApiKey({ account, name: 'shop', scopes: ['*'], environment: 'live' })).key)
    staff = as(posthorn().apiKey, 'asked for by phone')
  })

  it('needs a reason, and is refused as a whole without one', async () => {
    const silent = as(posthorn().apiKey)
    const request = { url: 'https://shop.example.com/hook', eventTypes: ['payment.*'] }
    const refusal = { problem: { status: 422, code: 'reason_required', detail: expect.stringContaining('posthorn-reason') } }
    await expect(silent.createSubscription({ ...request, account })).rejects.toMatchObject(refusal)
    expect((await customer.listSubscriptions()).items).toEqual([])
    const { id } = await customer.createSubscription(request)
    await expect(silent.updateSubscription({ id, ifMatch: 1, description: 'x' })).rejects.toMatchObject(refusal)
    expect(await customer.getSubscription({ id })).toMatchObject({ version: 1, description: '' })
    expect(await silent.createSubscription(request)).toMatchObject({ account: 'acc_root' })
  })

  it('is seen by the customer in its own audit, with who it was and why', async () => {
    const { id } = await staff.createSubscription({ account, url: 'https://shop.example.com/hook', eventTypes: ['payment.*'] })
    const { id: staffKey } = (await posthorn().client.listApiKeys()).items.find(({ account: own }) => own === 'acc_root')!
    expect(await lastEntry(id)).toMatchObject({
      account,
      action: 'subscription.create',
      actor: { kind: 'key', id: staffKey, account: 'acc_root' },
      onBehalf: true,
      reason: 'asked for by phone',
    })
    await customer.updateSubscription({ id, ifMatch: 1, description: 'mine' })
    expect(await lastEntry(id)).toMatchObject({ actor: { account }, onBehalf: false, reason: null })
    expect((await customer.listSubscriptionHistory({ id })).items).toMatchObject([
      { action: 'subscription.update', by: { account }, onBehalf: false, reason: null },
      { action: 'subscription.create', by: { id: staffKey, account: 'acc_root' }, onBehalf: true, reason: 'asked for by phone' },
    ])
  })

  it('is told apart at the command line, and is part of the chain that is verified', async () => {
    const { id } = await staff.createSubscription({ account, url: 'https://shop.example.com/hook', eventTypes: ['payment.*'] })
    expect(await run(['subscriptions', 'pause', id])).toMatchObject({ exitCode: 1 })
    expect(await run(['subscriptions', 'activate', id, '--reason', 'ticket 4711'])).toMatchObject({ exitCode: 0 })
    expect((await run(['audit', 'list', '--account', account, '--target', id])).stdout).toMatch(
      /key_\w+ of acc_root .+ subscription\.activate .+ ticket 4711/,
    )
    const verify = ['audit', 'verify', '--account', account]
    expect(await run(verify)).toMatchObject({ exitCode: 0 })
    await posthorn().query("update audit_entries set actor_account = account_id where account_id = $1 and actor_account = 'acc_root'", [
      account,
    ])
    expect(await run(verify)).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('has been altered') })
    await posthorn().query('update audit_entries set actor_account = null where account_id = $1', [account])
    expect(await run(verify)).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('has been altered') })
  })
})
