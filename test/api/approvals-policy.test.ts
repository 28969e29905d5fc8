import { describe, expect, it } from '@jest/globals'
import { createClient } from '../../src/client/client.js'
import { posthornCommand } from '../cli/run-command.js'
import { carefulAccounts, pendingOf, problemOf } from '../helpers/change-requests.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { plantAttachment, plantProduct } from '../helpers/projects.js'

describe('four eyes', () => {
  const posthorn = sharedPosthorn()
  const careful = carefulAccounts(posthorn)
  const as = (apiKey: string) => createClient({ baseUrl: posthorn().baseUrl, apiKey, reason: 'four eyes' })

  describe('the policy', () => {
    it('holds for everything below, and can be added to there', async () => {
      const { account, author } = await careful(['url'])
      const below = await careful(['signing'], { parent: account })
      expect(await below.author.getApprovalsPolicy({ id: below.account })).toMatchObject({
        kinds: ['signing'],
        inherited: ['url'],
        version: 1,
      })
      expect((await below.move()).kinds).toEqual(['url'])
      expect(await author.getApprovalsPolicy({ id: account })).toMatchObject({ kinds: ['url'], inherited: [] })
    })

    it('is tightened at once, and loosened with four eyes', async () => {
      const { account, author, approver, auditOf } = await careful(['url'])
      const set = (version: number, kinds: ('url' | 'signing' | 'goLive')[]) =>
        author.setApprovalsPolicy({ id: account, ifMatch: version, kinds })
      expect(await set(1, ['signing', 'url'])).toMatchObject({ kinds: ['signing', 'url'], version: 2 })
      expect(await problemOf(set(1, ['url']))).toBe('version_mismatch')
      const request = await pendingOf(set(2, ['goLive']))
      expect(request).toMatchObject({ action: 'approvals-policy.set', kinds: ['approvals'], target: account })
      expect(request.differences).toEqual([{ member: 'kinds', before: ['signing', 'url'], after: ['goLive'] }])
      expect((await author.getApprovalsPolicy({ id: account })).kinds).toEqual(['signing', 'url'])
      expect(await problemOf(author.approveChangeRequest({ id: request.id }))).toBe('forbidden')
      await approver.approveChangeRequest({ id: request.id })
      expect(await author.getApprovalsPolicy({ id: account })).toMatchObject({ kinds: ['goLive'], version: 3 })
      expect(await auditOf(account)).toEqual([
        'account.create',
        'approvals-policy.set',
        'approvals-policy.set',
        'change-request.create',
        'change-request.approve',
      ])
    })

    it('is one for each environment', async () => {
      const { account } = await careful(['url'])
      const test = as((await posthorn().client.createApiKey({ account, name: 'test', scopes: ['*'], environment: 'test' })).key)
      expect(await test.getApprovalsPolicy({ id: account })).toMatchObject({ environment: 'test', kinds: [], version: 0 })
      const { id } = await test.createSubscription({ url: 'https://shop.example.com/test', eventTypes: ['payment.*'] })
      expect(await test.updateSubscription({ id, ifMatch: 1, url: 'https://shop.example.com/other' })).toMatchObject({ version: 2 })
    })
  })

  it('hold for the webhook of an attachment, its list of addresses included (S0-14, S0-18)', async () => {
    const { author, approver } = await careful(['ipList'])
    const product = await plantProduct(posthorn().client)
    const { attachment } = await plantAttachment(author, { product: product.id, name: 'Careful' })
    const webhook = { id: attachment, url: 'https://shop.example.com/hook', eventTypes: ['payment.settled'] }
    const { version } = await author.saveWebhook({ ...webhook, ifMatch: 0, ipAddresses: ['8.8.8.8'] })
    const request = await pendingOf(
      author.saveWebhook({ ...webhook, ifMatch: version, ipAddresses: ['8.8.8.8', '8.8.4.4'], pinMode: 'enforce' }),
    )
    expect(request).toMatchObject({ kinds: ['ipList'], action: 'subscription.update' })
    expect((await author.getWebhook({ id: attachment })).ipAddresses).toEqual(['8.8.8.8'])
    await approver.approveChangeRequest({ id: request.id })
    expect((await author.getWebhook({ id: attachment })).ipAddresses).toEqual(['8.8.8.8', '8.8.4.4'])
  })

  it('at the command line', async () => {
    const { account, authorKey, approverKey, id, fresh, urlNow } = await careful([])
    const run = (key: string) => posthornCommand(() => ({ baseUrl: posthorn().baseUrl, apiKey: key }))
    const [mine, theirs] = [run(authorKey.key), run(approverKey.key)]
    expect(await mine(['approvals', 'set', account, '--kinds', 'url,signing'])).toMatchObject({ exitCode: 0 })
    expect((await mine(['approvals', 'show', account])).stdout).toMatch(/^Four eyes for +signing, url$/m)
    expect(await mine(['approvals', 'set', account, '--kinds', 'all'])).toMatchObject({ exitCode: 2 })
    const asked = await mine(['subscriptions', 'update', id, '--endpoint', fresh])
    expect(asked).toMatchObject({
      exitCode: 4,
      stdout: '',
      stderr: expect.stringMatching(/not done yet: url needs four eyes.* approve chg_/),
    })
    const request = /chg_\w+/.exec(asked.stderr)![0]
    const rotated = await mine(['subscriptions', 'rotate-secret', id, '--json'])
    expect({ exitCode: rotated.exitCode, request: JSON.parse(rotated.stdout) as unknown }).toMatchObject({
      exitCode: 4,
      request: { kinds: ['signing'], secret: expect.stringMatching(/^whsec_/) },
    })
    expect((await theirs(['change-requests', 'list', '--state', 'pending'])).stdout).toContain(request)
    expect((await theirs(['change-requests', 'show', request])).stdout).toContain(`→ ${fresh}`)
    expect(await theirs(['change-requests', 'approve', request])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^State +approved$/m),
    })
    expect(await urlNow()).toBe(fresh)
  })
})
