import { describe, expect, it } from '@jest/globals'
import { type Client, createClient, ProblemError } from '../../src/client/client.js'
import { pendingOf } from '../helpers/change-requests.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { plantAttachment, plantProduct } from '../helpers/projects.js'

const posthorn = sharedPosthorn()

type Role = 'administrator' | 'developer' | 'operator' | 'viewer'

const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof ProblemError ? error.problem : error),
  )
const codeOf = async (promise: Promise<unknown>) => {
  const problem = await problemOf(promise)
  return typeof problem === 'object' ? (problem as { code?: string }).code : problem
}

const url = 'https://shop.example.com/hooks'
const eventTypes = ['payment.settled']
const as = (apiKey: string) => createClient({ baseUrl: posthorn().baseUrl, apiKey, reason: 'tested' })

/** An account with a project whose product has a paused webhook, and people who work on it, each with a key. */
async function team() {
  const { client: root } = posthorn()
  const { id: account } = await root.createAccount({ name: 'Shop', kind: 'portfolio' })
  const owner = as((await root.createApiKey({ account, name: 'owner', scopes: ['*'], environment: 'live' })).key)
  const product = (await plantProduct(root)).id
  const { project, attachment } = await plantAttachment(owner, { product })
  const { id: webhook } = await owner.createSubscription({ attachment, url, eventTypes, activate: true })
  const join = async (role: Role, person = `${role}@shop.example`) => {
    const { id: member } = await owner.createMember({ id: project, person, role })
    const { key, ...made } = await owner.createApiKey({ name: person, member })
    return { member, key: made, client: as(key) }
  }
  return { account, owner, product, project, attachment, webhook, join }
}

describe('members of a project', () => {
  it('S0-9: get a role, are listed page by page, change it at their version, and go', async () => {
    const { account, owner, project } = await team()
    const add = (person: string, role: Role) => owner.createMember({ id: project, person, role, name: 'Ali Tan' })
    const [ali, ben] = [await add('ali.tan@shop.example', 'administrator'), await add('emp-4711', 'viewer')]
    expect(ali).toMatchObject({ account, project, person: 'ali.tan@shop.example', name: 'Ali Tan', role: 'administrator', version: 1 })
    const first = await owner.listMembers({ id: project, limit: 1 })
    expect(first.items).toEqual([ben])
    expect((await owner.listMembers({ id: project, limit: 1, cursor: first.nextCursor! })).items).toEqual([ali])
    expect((await owner.listMembers({ id: project, role: 'administrator' })).items).toEqual([ali])
    expect(await owner.updateMember({ id: ben.id, ifMatch: 1, role: 'operator' })).toMatchObject({ role: 'operator', version: 2 })
    expect(await codeOf(owner.updateMember({ id: ben.id, ifMatch: 1, role: 'viewer' }))).toBe('version_mismatch')
    const again = await problemOf(add('ALI.TAN@shop.example', 'viewer'))
    expect(again).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/person' }] })
    expect(JSON.stringify(again).toLowerCase()).not.toContain('ali.tan')
    await owner.deleteMember({ id: ben.id })
    expect(await codeOf(owner.getMember({ id: ben.id }))).toBe('not_found')
    expect((await owner.listMembers({ id: project })).items).toEqual([ali])
  })

  it('are kept in the audit without their names, and nowhere else once they are gone', async () => {
    const { owner, project } = await team()
    const person = 'mei.lin.canary@shop.example'
    const { id } = await owner.createMember({ id: project, person, name: 'Mei Lin Canary', role: 'viewer' })
    await owner.updateMember({ id, ifMatch: 1, role: 'operator', name: 'Mei Canary' })
    await owner.deleteMember({ id })
    const { items } = await owner.listAudit({ target: id })
    expect(items.map(({ action }) => action)).toEqual(['member.create', 'member.update', 'member.delete'])
    expect(JSON.parse(items[0]!.after!)).toMatchObject({ person: 'm…@shop.example', role: 'viewer', project })
    expect(JSON.stringify(items)).not.toMatch(/canary/i)
    expect(posthorn().log()).not.toMatch(/canary/i)
    const other = await owner.createMember({ id: project, person, name: 'Mei Lin Canary', role: 'viewer' })
    await owner.deleteProject({ id: project, pending: 'cancel' })
    expect(await codeOf(owner.getMember({ id: other.id }))).toBe('not_found')
    expect(await posthorn().query('select * from project_members where project_id = $1', [project])).toEqual([])
  })

  it('S0-9: keep one administrator', async () => {
    const { owner, join } = await team()
    const { member } = await join('administrator')
    const remedy = { status: 409, code: 'last_administrator', detail: 'make another member administrator first' }
    expect(await problemOf(owner.updateMember({ id: member, ifMatch: 1, role: 'developer' }))).toMatchObject(remedy)
    expect(await problemOf(owner.deleteMember({ id: member }))).toMatchObject(remedy)
    const { member: second } = await join('administrator', 'second@shop.example')
    const both = await Promise.all([owner.deleteMember({ id: member }), owner.deleteMember({ id: second })].map(codeOf))
    expect(both.sort()).toEqual(['done', 'last_administrator'])
  })

  it('of a customer are changed by others with a reason alone', async () => {
    const { project } = await team()
    const silent = createClient({ baseUrl: posthorn().baseUrl, apiKey: posthorn().apiKey })
    expect(await codeOf(silent.createMember({ id: project, person: 'x@shop.example', role: 'viewer' }))).toBe('reason_required')
  })
})

describe('the key of a member', () => {
  const tries: Readonly<Record<string, (client: Client, of: Awaited<ReturnType<typeof team>>) => Promise<unknown>>> = {
    look: (client, { webhook }) => client.getSubscription({ id: webhook }),
    steer: async (client, { webhook }) => {
      await client.pauseSubscription({ id: webhook })
      await client.resumeSubscription({ id: webhook })
    },
    change: async (client, { webhook }) => {
      const { version } = await client.getSubscription({ id: webhook })
      await client.updateSubscription({ id: webhook, ifMatch: version, description: 'changed' })
    },
    attach: async (client, { project }) => client.createAttachment({ id: project, product: (await plantProduct(posthorn().client)).id }),
    invite: (client, { project }) => client.createMember({ id: project, person: 'new@shop.example', role: 'viewer' }),
    rename: async (client, { project }) =>
      client.updateProject({ id: project, ifMatch: (await client.getProject({ id: project })).version, name: 'Renamed' }),
    giveKeys: (client) => client.createApiKey({ name: 'child', scopes: ['events:read'] }),
  }

  it.each([
    ['viewer', ['look']],
    ['operator', ['look', 'steer']],
    ['developer', ['look', 'steer', 'change', 'attach']],
    ['administrator', ['look', 'steer', 'change', 'attach', 'invite', 'rename', 'giveKeys']],
  ] as const)('S0-9, S2-7: of a %s may %j and no more, and is shown the role', async (role, may) => {
    const of = await team()
    const { member, key, client } = await of.join(role)
    expect(key).toMatchObject({ project: of.project, member, environment: 'live' })
    expect((await client.listProjects()).items).toMatchObject([{ id: of.project, status: 'testing', role }])
    expect((await of.owner.getProject({ id: of.project })).role).toBeNull()
    const outcomes: Record<string, unknown> = {}
    for (const [name, attempt] of Object.entries(tries)) outcomes[name] = await codeOf(attempt(client, of))
    expect(outcomes).toEqual(
      Object.fromEntries(Object.keys(tries).map((name) => [name, (may as readonly string[]).includes(name) ? 'done' : 'forbidden'])),
    )
  })

  it('S0-9: allows what another role of the member does, within 5 s, and ends with the membership', async () => {
    const { owner, webhook, join } = await team()
    const { member, key, client } = await join('operator')
    const pause = () => codeOf(client.pauseSubscription({ id: webhook }))
    expect(await pause()).toBe('done')
    await owner.updateMember({ id: member, ifMatch: 1, role: 'viewer' })
    await eventually(async () => expect(await pause()).toBe('forbidden'))
    await owner.updateMember({ id: member, ifMatch: 2, role: 'developer' })
    await eventually(async () => expect(await pause()).toBe('done'))
    // a key never grows beyond what it was made with
    expect(await codeOf(client.updateSubscription({ id: webhook, ifMatch: 1, description: 'x' }))).toBe('forbidden')
    await owner.deleteMember({ id: member })
    expect((await owner.getApiKey({ id: key.id })).revokedAt).not.toBeNull()
    await eventually(async () => expect(await pause()).toBe('unauthenticated'))
  })

  it('ends with the membership also when the member was removed behind its back', async () => {
    const { join } = await team()
    const { member, client } = await join('viewer')
    expect(await codeOf(client.listEvents())).toBe('done')
    await posthorn().query('delete from project_members where id = $1', [member])
    await eventually(async () => expect(await codeOf(client.listEvents())).toBe('unauthenticated'))
  })

  it('is made with scopes of the role alone, in the project, by who has them', async () => {
    const { owner, join, project } = await team()
    const { member } = await join('operator')
    const make = (request: object, by = owner) => problemOf(by.createApiKey({ name: 'key', ...request }))
    expect(await make({ member, scopes: ['events:read', 'subscriptions:write'] })).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/scopes/1', detail: 'the role operator does not have subscriptions:write' }],
    })
    expect(await make({ member, scopes: ['*'] })).toMatchObject({ errors: [{ pointer: '/scopes/0' }] })
    expect(await make({ project })).toMatchObject({ errors: [{ pointer: '/scopes' }] })
    const elsewhere = await plantAttachment(owner, { product: (await plantProduct(posthorn().client)).id })
    expect(await make({ member, project: elsewhere.project })).toMatchObject({ errors: [{ pointer: '/project' }] })
    expect(await make({ member: 'mbr_nowhere' })).toMatchObject({ errors: [{ pointer: '/member' }] })
    const narrow = as((await owner.createApiKey({ name: 'narrow', project, scopes: ['api-keys:write', 'events:read'] })).key)
    expect(await make({ member }, narrow)).toMatchObject({ code: 'forbidden' })
    expect(await make({ member, scopes: ['events:read'] }, narrow)).toBe('done')
  })

  it('of an administrator makes keys of members alone, of the project, with no more than the role has', async () => {
    const { owner, project, join } = await team()
    const { member, client } = await join('administrator')
    expect(await client.createApiKey({ name: 'mine', scopes: ['events:read'] })).toMatchObject({ member, project })
    const { id: colleague } = await client.createMember({ id: project, person: 'ben@shop.example', role: 'viewer' })
    expect(await client.createApiKey({ name: 'his', member: colleague })).toMatchObject({ member: colleague, project })
    for (const scopes of [['*'], ['break-glass:write'], ['audit:read'], ['members:*', 'accounts:read']])
      expect(await codeOf(client.createApiKey({ name: 'more', scopes }))).toBe('validation_failed')
    const other = await plantAttachment(owner, { product: (await plantProduct(posthorn().client)).id })
    const { id: stranger } = await owner.createMember({ id: other.project, person: 'ali@shop.example', role: 'administrator' })
    expect(await problemOf(client.createApiKey({ name: 'theirs', member: stranger }))).toMatchObject({ errors: [{ pointer: '/member' }] })
    expect(await problemOf(client.createApiKey({ name: 'there', project: other.project }))).toMatchObject({
      errors: [{ pointer: '/project' }],
    })
    for (const ask of [
      () => client.createMember({ id: other.project, person: 'me@shop.example', role: 'administrator' }),
      () => client.updateMember({ id: stranger, ifMatch: 1, role: 'viewer' }),
      () => client.deleteMember({ id: stranger }),
      () => client.listMembers({ id: other.project }),
    ])
      expect(await codeOf(ask())).toBe('not_found')
    const { client: developer, member: self } = await join('developer')
    expect(await codeOf(developer.updateMember({ id: self, ifMatch: 1, role: 'administrator' }))).toBe('forbidden')
  })

  it('approves no change that another key of the same member has asked for, nor as less than an administrator', async () => {
    const { account, owner, webhook, project, join } = await team()
    await owner.setApprovalsPolicy({ id: account, ifMatch: 0, kinds: ['url', 'goLive'] })
    const { member, client: author } = await join('administrator')
    const second = as((await owner.createApiKey({ name: 'second', member })).key)
    const { id } = await pendingOf(author.updateSubscription({ id: webhook, ifMatch: 1, url: `${url}/new` }))
    expect(await problemOf(second.approveChangeRequest({ id }))).toMatchObject({
      code: 'forbidden',
      detail: expect.stringContaining('the same member'),
    })
    expect(await codeOf(author.breakGlass({ id }))).toBe('forbidden')
    const { client: developer } = await join('developer')
    expect(await codeOf(developer.approveChangeRequest({ id }))).toBe('forbidden')
    const { client: colleague } = await join('administrator', 'ben@shop.example')
    expect(await colleague.approveChangeRequest({ id })).toMatchObject({ state: 'approved', target: webhook })
    expect((await colleague.listChangeRequests()).items.map((request) => request.id)).toEqual([id])
    expect(await codeOf(colleague.getApprovalsPolicy({ id: account }))).toBe('forbidden')
    expect((await owner.getProject({ id: project })).status).toBe('testing')
  })
})
