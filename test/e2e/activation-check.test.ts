import { describe, expect, it } from '@jest/globals'
import type { ProblemError } from '../../src/client/client.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn, withPosthorn } from '../helpers/posthorn.js'
import { freshType, scenes } from '../helpers/scene.js'

const posthorn = sharedPosthorn({ env: { POSTHORN_ACTIVATION_CHECK: 'report' } })
const scene = scenes(posthorn)
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const problemOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => (error as ProblemError).problem)
const unresolvable = () => ({ url: 'https://nobody.posthorn-test.example.com/hook', eventTypes: [freshType()], timeoutMs: 4_000 })

describe('at its activation an endpoint is checked (S2-3, S3-15)', () => {
  it('and the answer says what was found, in full and as warnings', async () => {
    const { client, receiver, subscription } = await scene({ activate: false })
    receiver.answers(500)
    const activated = await client.activateSubscription({ id: subscription.id })
    expect(activated).toMatchObject({ state: 'active', check: { status: 'failed' } })
    expect(activated.warnings.at(-1)).toMatch(/^confirmation: not confirmed: HTTP 500\. Look into/)
    expect(receiver.received()).toHaveLength(1)
    expect(await client.activateSubscription({ id: subscription.id })).toMatchObject({ state: 'active', check: null })
    expect(receiver.received()).toHaveLength(1)
  })

  it('and refused when its host has no address, which is said with what to do', async () => {
    const { client } = posthorn()
    const { id } = await client.createSubscription(unresolvable())
    expect(await problemOf(client.activateSubscription({ id }))).toMatchObject({
      status: 422,
      code: 'check_failed',
      detail: expect.stringMatching(/^dns: .+\. [A-Z]/),
    })
    expect(await client.getSubscription({ id })).toMatchObject({ state: 'created', version: 1 })
  })

  it('and refused for whatever fails, when the request requires the check', async () => {
    const { client, receiver, subscription } = await scene({ activate: false })
    receiver.answers(500)
    const { id } = subscription
    expect(await problemOf(client.activateSubscription({ id, check: 'required' }))).toMatchObject({
      code: 'check_failed',
      detail: expect.stringContaining('HTTP 500'),
    })
    expect(await client.getSubscription({ id })).toMatchObject({ state: 'created' })
    receiver.answers(200)
    expect(await client.activateSubscription({ id, check: 'required' })).toMatchObject({ state: 'active', check: { status: 'warning' } })
  })

  it('or not, when the request asks for no check: nothing is sent', async () => {
    const { client, receiver, subscription } = await scene({ activate: false })
    expect(await client.activateSubscription({ id: subscription.id, check: 'none' })).toMatchObject({ state: 'active', check: null })
    expect(receiver.received()).toEqual([])
  })

  it('and as what was checked: a change meanwhile is told', async () => {
    const { client, receiver, subscription } = await scene({ activate: false })
    const { id, version } = subscription
    const goOn = receiver.hold()
    const activating = problemOf(client.activateSubscription({ id }))
    await eventually(() => {
      expect(receiver.received()).toHaveLength(1)
    })
    await client.updateSubscription({ id, ifMatch: version, description: 'changed meanwhile' })
    goOn()
    expect(await activating).toMatchObject({ code: 'version_mismatch' })
    expect(await client.getSubscription({ id })).toMatchObject({ state: 'created' })
  })
})

describe('a creation with activation', () => {
  it('sends nothing that the receiver could not verify yet, and sends a test.ping when the owner has given the secret', async () => {
    const { receiver, subscription } = await scene()
    expect(subscription.check?.steps.slice(4).map(({ status }) => status)).toEqual(['ok', 'skipped', 'skipped', 'skipped', 'skipped'])
    expect(receiver.received()).toEqual([])
    const known = await scene({ secret })
    expect(known.subscription.check?.steps.at(-1)).toMatchObject({ step: 'confirmation', status: 'ok' })
    expect(known.receiver.received()).toHaveLength(1)
  })

  it('creates nothing when the check refuses', async () => {
    const { client } = posthorn()
    const before = (await client.listSubscriptions({ limit: 1 })).items
    expect(await problemOf(client.createSubscription({ ...unresolvable(), activate: true }))).toMatchObject({ code: 'check_failed' })
    expect((await client.listSubscriptions({ limit: 1 })).items.map(({ id }) => id)).toEqual(before.map(({ id }) => id))
  })

  it('sends nothing for a request that is refused anyway', async () => {
    const { client, receiver } = await scene()
    const request = { url: receiver.url, eventTypes: [freshType()], secret, activate: true }
    expect(await problemOf(client.createSubscription({ ...request, account: 'acc_unknown' }))).toMatchObject({ code: 'validation_failed' })
    expect(receiver.received()).toEqual([])
  })
})

describe('a node that does not deliver', () => {
  it('activates without a check, and not at all when one is required', async () => {
    await withPosthorn(
      async ({ client, receiver }) => {
        const { id } = await client.createSubscription({ url: receiver.url, eventTypes: ['*'] })
        expect(await problemOf(client.activateSubscription({ id, check: 'required' }))).toMatchObject({ code: 'check_unavailable' })
        expect(await client.activateSubscription({ id, check: 'report' })).toMatchObject({ state: 'active', check: null })
      },
      { env: { POSTHORN_ROLES: 'api' } },
    )
  })
})
