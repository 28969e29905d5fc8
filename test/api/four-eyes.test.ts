import { beforeAll, describe, expect, it } from '@jest/globals'
import { type Client, createClient } from '../../src/client/client.js'
import { carefulAccounts, pendingOf, problemOf } from '../helpers/change-requests.js'
import { eventually } from '../helpers/eventually.js'
import { send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { scenes } from '../helpers/scene.js'

describe('four eyes', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)
  let root: Client
  const as = (apiKey: string) => createClient({ baseUrl: posthorn().baseUrl, apiKey, reason: 'four eyes' })

  beforeAll(() => {
    root = posthorn().client
  })

  const careful = carefulAccounts(posthorn)

  it('a covered change is answered 202 and changes nothing until somebody else approves it', async () => {
    const { author, approver, authorKey, approverKey, id, old, fresh, move, urlNow, auditOf } = await careful(['url'])
    const pending = await move()
    expect(pending).toMatchObject({
      id: expect.stringMatching(/^chg_/),
      action: 'subscription.update',
      kinds: ['url'],
      target: id,
      targetVersion: 1,
      author: { key: authorKey.id },
      state: 'pending',
      decision: null,
      differences: [
        { member: 'url', before: old, after: fresh },
        { member: 'description', before: '', after: 'moved' },
      ],
    })
    expect(Date.parse(pending.expiresAt) - Date.parse(pending.createdAt)).toBeGreaterThan(71 * 3_600_000)
    expect(await urlNow()).toBe(old)
    expect(await approver.approveChangeRequest({ id: pending.id })).toMatchObject({
      state: 'approved',
      decision: { key: approverKey.id, breakGlass: false },
    })
    expect(await author.getSubscription({ id })).toMatchObject({ url: fresh, description: 'moved', version: 2 })
    expect(await auditOf()).toEqual(['subscription.create', 'change-request.create', 'change-request.approve'])
    expect(await problemOf(approver.approveChangeRequest({ id: pending.id }))).toBe('change_request_closed')
  })

  it('the answer names where the request is to be found', async () => {
    const { authorKey, id } = await careful(['eventScope'])
    const { status, headers, text } = await send(
      { baseUrl: posthorn().baseUrl, apiKey: authorKey.key },
      { method: 'PATCH', path: `/v1/subscriptions/${id}`, body: { eventTypes: ['*'] }, headers: { 'if-match': '1' } },
    )
    expect({ status, location: headers.get('location') }).toEqual({
      status: 202,
      location: `/v1/change-requests/${(JSON.parse(text) as { id: string }).id}`,
    })
  })

  it('what delivers goes on to the old address, and goes to the new one after the approval', async () => {
    const { account, author, approver } = await careful(['url'])
    const [here, there] = [await scene(), await scene()]
    const { id, changeRequest } = await author.createSubscription({ url: here.receiver.url, eventTypes: [here.type], activate: true })
    await approver.approveChangeRequest({ id: changeRequest! })
    const request = await pendingOf(author.updateSubscription({ id, ifMatch: 2, url: there.receiver.url }))
    const deliveredTo = async () => {
      const { notifications } = await author.publishEvent({ account, type: here.type, data: {} })
      return notifications[0]!.id
    }
    const arrived = ({ receiver }: typeof here) => receiver.received().map(({ headers }) => headers['webhook-id'])
    const first = await deliveredTo()
    await eventually(() => expect(arrived(here)).toContain(first))
    await approver.approveChangeRequest({ id: request.id })
    const second = await deliveredTo()
    await eventually(() => expect(arrived(there)).toContain(second))
  })

  it('is not given by the author, nor by a key that the author made or was made by', async () => {
    const { author, authorKey, move, urlNow, old } = await careful(['url'])
    const request = await move()
    expect(await problemOf(author.approveChangeRequest({ id: request.id }))).toBe('forbidden')
    const accomplice = as((await author.createApiKey({ name: 'accomplice', scopes: ['*'], environment: 'live' })).key)
    expect(await problemOf(accomplice.approveChangeRequest({ id: request.id }))).toBe('forbidden')
    const next = as((await accomplice.createApiKey({ name: 'of the accomplice', scopes: ['*'], environment: 'live' })).key)
    expect(await problemOf(next.approveChangeRequest({ id: request.id }))).toBe('forbidden')
    // the root's key made the author's
    expect(authorKey.createdBy).not.toBeNull()
    expect(await problemOf(root.approveChangeRequest({ id: request.id }))).toBe('forbidden')
    expect(await urlNow()).toBe(old)
  })

  it('needs its scopes, and in the environment of the change', async () => {
    const { account, key, move } = await careful(['url'])
    const request = await move()
    const may = async (scopes: string[]) => as((await key(scopes)).key)
    expect(await problemOf((await may(['subscriptions:*', 'change-requests:read'])).approveChangeRequest({ id: request.id }))).toBe(
      'forbidden',
    )
    expect(await problemOf((await may(['change-requests:*'])).breakGlass({ id: request.id }))).toBe('forbidden')
    const test = as((await root.createApiKey({ account, name: 'test', scopes: ['*'], environment: 'test' })).key)
    expect(await problemOf(test.approveChangeRequest({ id: request.id }))).toBe('not_found')
    expect((await (await may(['change-requests:write'])).approveChangeRequest({ id: request.id })).state).toBe('approved')
  })

  it('is not asked for what is not covered, nor for what stays as it is', async () => {
    const { author, id, old } = await careful(['url'])
    expect(await author.updateSubscription({ id, ifMatch: 1, url: old, eventTypes: ['refund.*'] })).toMatchObject({ version: 2 })
    expect(await author.rotateSecret({ id })).toMatchObject({ version: 3 })
    const test = (await careful([])).author
    expect((await test.listChangeRequests()).items).toEqual([])
  })

  it('approving what has changed since is refused, and so is what no longer fits', async () => {
    const { author, approver, id, move, urlNow, old } = await careful(['url', 'signing'])
    const [one, other] = [await move(), await move()]
    await author.updateSubscription({ id, ifMatch: 1, description: 'in between' })
    expect(await problemOf(approver.approveChangeRequest({ id: one.id }))).toBe('version_mismatch')
    expect((await approver.getChangeRequest({ id: one.id })).state).toBe('pending')
    expect(await urlNow()).toBe(old)
    const rotation = await pendingOf(author.rotateSecret({ id }))
    await author.pauseSubscription({ id })
    expect(await problemOf(approver.approveChangeRequest({ id: rotation.id }))).toBe('version_mismatch')
    await author.deleteSubscription({ id })
    expect(await problemOf(approver.approveChangeRequest({ id: other.id }))).toBe('not_found')
  })

  it('is decided once, however many decide at the same moment', async () => {
    const { approver, key, move, auditOf } = await careful(['url'])
    const request = await move()
    const third = as((await key()).key)
    const answers = await Promise.all([
      problemOf(approver.approveChangeRequest({ id: request.id })),
      problemOf(third.approveChangeRequest({ id: request.id })),
      problemOf(third.rejectChangeRequest({ id: request.id })),
    ])
    expect(answers.sort()).toEqual(['change_request_closed', 'change_request_closed', 'done'])
    expect((await auditOf()).filter((action) => action !== 'subscription.create')).toHaveLength(2)
  })

  it('ends by a rejection, by its author taking it back, or by time', async () => {
    const { author, approver, move, urlNow, old, auditOf } = await careful(['url'])
    const [rejected, withdrawn, expired] = [await move(), await move(), await move()]
    expect(await approver.rejectChangeRequest({ id: rejected.id })).toMatchObject({ state: 'rejected', decision: { reason: 'four eyes' } })
    expect(await problemOf(approver.withdrawChangeRequest({ id: withdrawn.id }))).toBe('forbidden')
    expect(await author.withdrawChangeRequest({ id: withdrawn.id })).toMatchObject({ state: 'withdrawn' })
    await posthorn().query('update change_requests set expires_at = now() where id = $1', [expired.id])
    expect(await problemOf(approver.approveChangeRequest({ id: expired.id }))).toBe('change_request_closed')
    for (const [state, { id }] of Object.entries({ rejected, withdrawn, expired }))
      expect((await author.listChangeRequests({ state: state as 'expired' })).items.map((item) => item.id)).toEqual([id])
    expect((await author.listChangeRequests({ state: 'pending' })).items).toEqual([])
    expect(await urlNow()).toBe(old)
    expect((await auditOf()).slice(-2)).toEqual(['change-request.reject', 'change-request.withdraw'])
  })

  it('a secret is shown to its author, signs after the approval, and is nowhere to be read in between', async () => {
    const { author, approver, id } = await careful(['signing'])
    const before = (await author.getSubscription({ id })).secrets
    const request = await pendingOf(author.rotateSecret({ id, overlapSeconds: 0 }))
    expect(request).toMatchObject({ action: 'subscription.rotate-secret', kinds: ['signing'], secret: expect.stringMatching(/^whsec_/) })
    expect((await author.getSubscription({ id })).secrets).toEqual(before)
    const shown = [
      await approver.getChangeRequest({ id: request.id }),
      await approver.listChangeRequests(),
      await author.listAudit({ limit: 100 }),
    ]
    const rows = await posthorn().query(
      'select to_jsonb(c)::text as row from change_requests c union all select to_jsonb(a)::text from audit_entries a',
    )
    expect(JSON.stringify([shown, rows])).not.toContain(request.secret!.slice(6))
    expect(JSON.stringify(rows)).not.toContain('canary-')
    await approver.approveChangeRequest({ id: request.id })
    const after = (await author.getSubscription({ id })).secrets
    expect(after).toHaveLength(1)
    expect(after[0]!.id).not.toBe(before[0]!.id)
    expect(await posthorn().query('select sealed_ask from change_requests where id = $1', [request.id])).toEqual([{ sealed_ask: null }])
  })

  it('breaking the glass applies at once, with a reason, and is an alert', async () => {
    const { author, authorKey, id, move, fresh, urlNow, auditOf, key } = await careful(['url'])
    const request = await move()
    const silent = createClient({ baseUrl: posthorn().baseUrl, apiKey: authorKey.key })
    expect(await problemOf(silent.breakGlass({ id: request.id }))).toBe('reason_required')
    const count = async () => Number(/^posthorn_break_glass_total (\d+)$/m.exec((await send(posthorn(), { path: '/metrics' })).text)?.[1])
    const before = await count()
    expect(await author.breakGlass({ id: request.id })).toMatchObject({
      state: 'approved',
      decision: { breakGlass: true, reason: 'four eyes' },
    })
    expect(await urlNow()).toBe(fresh)
    expect(await count()).toBe(before + 1)
    const warned = new RegExp(`"level":"warn".*${request.id}`)
    await eventually(() => expect(warned.test(posthorn().log())).toBe(true))
    expect((await auditOf()).at(-1)).toBe('change-request.break-glass')
    const reader = as((await key(['change-requests:read'])).key)
    const listed = async (breakGlass: 'true' | 'false') =>
      (await reader.listChangeRequests({ breakGlass, target: id })).items.map((item) => item.id)
    expect([await listed('true'), await listed('false')]).toEqual([[request.id], []])
  })
})
