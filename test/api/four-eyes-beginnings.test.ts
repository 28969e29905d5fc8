import { describe, expect, it } from '@jest/globals'
import { carefulAccounts, pendingOf, problemOf } from '../helpers/change-requests.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { plantAttachment, plantProduct } from '../helpers/projects.js'
import { scenes } from '../helpers/scene.js'

describe('what begins with four eyes (S0-18)', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)
  const careful = carefulAccounts(posthorn)

  it('a new endpoint is no way around: it is activated when somebody else has approved it', async () => {
    const { author, approver, approverKey, authorKey, auditOf } = await careful(['url', 'eventScope'])
    const { receiver, type } = await scene()
    const { id, state } = await author.createSubscription({ url: receiver.url, eventTypes: [type] })
    expect(state).toBe('created')
    const request = await pendingOf(author.activateSubscription({ id }))
    expect(request).toMatchObject({
      action: 'subscription.activate',
      kinds: ['url', 'eventScope'],
      target: id,
      differences: expect.arrayContaining([
        { member: 'state', before: 'created', after: 'active' },
        { member: 'url', before: null, after: receiver.url },
        { member: 'eventTypes', before: null, after: [type] },
      ]),
    })
    expect((await author.publishEvent({ type, data: {} })).notifications).toEqual([])
    expect(await problemOf(author.approveChangeRequest({ id: request.id }))).toBe('forbidden')
    await approver.approveChangeRequest({ id: request.id })
    const active = await author.getSubscription({ id })
    expect(active).toMatchObject({ state: 'active', stateReason: { code: 'requested', by: { kind: 'key', id: authorKey.id } } })
    const { notifications } = await author.publishEvent({ type, data: {} })
    await eventually(() => expect(receiver.received().map(({ headers }) => headers['webhook-id'])).toContain(notifications[0]!.id))
    expect(await auditOf(id)).toEqual(['subscription.create', 'change-request.create', 'change-request.approve'])
    expect((await author.getChangeRequest({ id: request.id })).decision).toMatchObject({ key: approverKey.id })
  })

  it('created active, it exists at once and waits', async () => {
    const { author, approver } = await careful(['url'])
    const made = await author.createSubscription({ url: 'https://new.example.com/in', eventTypes: ['a.b'], activate: true, check: 'none' })
    expect(made).toMatchObject({
      state: 'created',
      changeRequest: expect.stringMatching(/^chg_/),
      secret: expect.stringMatching(/^whsec_/),
    })
    expect(made.warnings).toContainEqual(expect.stringContaining(made.changeRequest!))
    await approver.approveChangeRequest({ id: made.changeRequest! })
    expect(await author.getSubscription({ id: made.id })).toMatchObject({ state: 'active', version: 2 })
    const free = (await careful(['signing'])).author
    const direct = await free.createSubscription({ url: 'https://new.example.com/in', eventTypes: ['a.b'], activate: true, check: 'none' })
    expect(direct).toMatchObject({ state: 'active', changeRequest: null })
  })

  it('what was changed after it was asked for is not activated; what was disabled is approved again', async () => {
    const { author, approver, id } = await careful(['url'])
    const fresh = await author.createSubscription({ url: 'https://new.example.com/in', eventTypes: ['a.b'] })
    const request = await pendingOf(author.activateSubscription({ id: fresh.id, check: 'none' }))
    await author.updateSubscription({ id: fresh.id, ifMatch: 1, description: 'changed' })
    expect(await problemOf(approver.approveChangeRequest({ id: request.id }))).toBe('version_mismatch')
    await author.disableSubscription({ id })
    const again = await pendingOf(author.activateSubscription({ id, check: 'none' }))
    await approver.activateSubscription({ id: fresh.id, check: 'none' }).catch(() => undefined)
    expect((await author.getSubscription({ id })).state).toBe('disabled')
    await approver.approveChangeRequest({ id: again.id })
    expect((await author.getSubscription({ id })).state).toBe('active')
    expect(await author.activateSubscription({ id })).toMatchObject({ state: 'active' })
  })

  it('a bulk replay begins when it is approved, as its author asked for it; counting needs nobody', async () => {
    const { account, author, approver, authorKey } = await careful(['bulkReplay'])
    const filter = { from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date().toISOString() }
    const ask = { include: 'all', filter, reason: 'the shop lost a day' } as const
    expect(await author.createReplay({ ...ask, dryRun: true })).toMatchObject({ dryRun: true })
    const request = await pendingOf(author.createReplay({ ...ask, ratePerSecond: 7 }))
    expect(request).toMatchObject({ action: 'replay.create', kinds: ['bulkReplay'], account, reason: 'the shop lost a day' })
    expect(request.differences).toEqual([
      { member: 'include', before: null, after: 'all' },
      { member: 'filter', before: null, after: filter },
      { member: 'ratePerSecond', before: null, after: 7 },
    ])
    expect(await problemOf(author.getReplay({ id: request.target }))).toBe('not_found')
    await approver.approveChangeRequest({ id: request.id })
    await eventually(async () => {
      const replay = await author.getReplay({ id: request.target })
      expect(replay).toMatchObject({ state: 'completed', account, ratePerSecond: 7, reason: ask.reason })
    })
    expect(await posthorn().query('select created_by as by from replays where id = $1', [request.target])).toEqual([{ by: authorKey.id }])
    expect((await author.listAudit({ target: request.target, limit: 10 })).items.map(({ action }) => action)).toEqual([
      'change-request.create',
      'change-request.approve',
    ])
  })

  it('a project goes live when somebody else has approved it', async () => {
    const { author, approver } = await careful(['goLive'])
    const { id: product } = await plantProduct(posthorn().client)
    const { project } = await plantAttachment(author, { product })
    await posthorn().query(`update projects set status = 'certified' where id = $1`, [project])
    const request = await pendingOf(author.goLiveProject({ id: project }))
    expect(request).toMatchObject({ kinds: ['goLive'], differences: [{ member: 'status', before: 'certified', after: 'live' }] })
    expect((await author.getProject({ id: project })).status).toBe('certified')
    await approver.approveChangeRequest({ id: request.id })
    expect((await author.getProject({ id: project })).status).toBe('live')
  })

  it('what nobody decided in time is forgotten, secrets with it', async () => {
    const { author, id } = await careful(['signing'])
    const request = await pendingOf(author.rotateSecret({ id }))
    await posthorn().query('update change_requests set expires_at = now() where id = $1', [request.id])
    await eventually(
      async () => {
        expect(await posthorn().query('select sealed_ask from change_requests where id = $1', [request.id])).toEqual([{ sealed_ask: null }])
      },
      { withinMs: 30_000 },
    )
    expect(await author.getChangeRequest({ id: request.id })).toMatchObject({ state: 'expired', kinds: ['signing'] })
  })
})
