import { describe, expect, it } from '@jest/globals'
import { ProblemError } from '../../src/client/client.js'
import { aCertificate } from '../delivery/certificates.js'
import { keyOf } from '../helpers/accounts.js'
import { carefulAccounts, pendingOf } from '../helpers/change-requests.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { plantAttachment, plantProduct } from '../helpers/projects.js'

const endpoint = { url: 'https://shop.example.com/hooks/0e5c1d8a9b7f4e63', eventTypes: ['payment.*'] }
const authority = aCertificate({ name: 'Shop Authority', authority: true })
const pins = ['47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=']
const usual = { authorities: null, pins: [], acceptSelfSigned: false }

describe('how a receiver is verified', () => {
  const posthorn = sharedPosthorn()
  const careful = carefulAccounts(posthorn)

  it('S0-14: is as usual unless asked for, is kept, shown, and replaced as a whole', async () => {
    const { client } = posthorn()
    expect(await client.createSubscription(endpoint)).toMatchObject({ tls: usual })
    const authorities = `what comes before\n${authority.cert}`
    const { id, tls } = await client.createSubscription({ ...endpoint, tls: { authorities, pins } })
    expect(tls).toEqual({ authorities: authority.cert, pins, acceptSelfSigned: false })
    const described = await client.updateSubscription({ id, ifMatch: 1, description: 'kept' })
    expect(described.tls).toEqual(tls)
    const changed = await client.updateSubscription({ id, ifMatch: 2, tls: { pins } })
    expect(changed.tls).toEqual({ ...usual, pins })
    expect((await client.listSubscriptionHistory({ id })).items[0]!.changed).toEqual(['tls'])
    expect((await client.updateSubscription({ id, ifMatch: 3, tls: {} })).tls).toEqual(usual)
  })

  it('S4-6: self-signed certificates are for test, and said wherever the subscription is shown', async () => {
    const { client } = posthorn()
    const test = await keyOf(posthorn(), 'acc_root', 'test')
    const pointersOf = (promise: Promise<unknown>) =>
      promise.then(
        () => [],
        (error: unknown) => (error instanceof ProblemError ? error.problem.errors!.map(({ pointer }) => pointer) : [String(error)]),
      )
    const tls = { acceptSelfSigned: true }
    expect(await pointersOf(client.createSubscription({ ...endpoint, tls }))).toEqual(['/tls/acceptSelfSigned'])
    const { id } = await client.createSubscription(endpoint)
    expect(await pointersOf(client.updateSubscription({ id, ifMatch: 1, tls }))).toEqual(['/tls/acceptSelfSigned'])
    const made = await test.client.createSubscription({ ...endpoint, tls })
    const told = expect.stringContaining('self-signed certificates are accepted')
    expect(made).toMatchObject({ tls: { acceptSelfSigned: true }, warnings: expect.arrayContaining([told]) })
    const { items } = await test.client.listSubscriptions()
    expect(items.find((item) => item.id === made.id)).toMatchObject({ warnings: expect.arrayContaining([told]) })
  })

  it('what cannot hold is refused with the member', async () => {
    const { client } = posthorn()
    const errorsOf = async (settings: object) => {
      const error: unknown = await client.createSubscription({ ...endpoint, ...settings }).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(ProblemError)
      return (error as ProblemError).problem.errors!.map(({ pointer, detail }) => `${pointer}: ${detail}`)
    }
    expect(await errorsOf({ tls: { pins: ['x'] } })).toEqual([expect.stringContaining('/tls/pins/0: SHA-256')])
    expect(await errorsOf({ tls: { authorities: 'x' } })).toEqual([expect.stringContaining('/tls/authorities: holds no certificate')])
    expect(await errorsOf({ tls: { authorities: authority.cert + authority.key } })).toEqual([
      expect.stringContaining('/tls/authorities: holds a private key'),
    ])
    const ended = aCertificate({ name: 'Old', authority: true, notAfter: new Date(Date.now() - 60_000) })
    expect(await errorsOf({ tls: { authorities: ended.cert } })).toEqual([
      expect.stringContaining('/tls/authorities: holds a certificate that ended'),
    ])
    const undated = aCertificate({ name: 'None', authority: true, notAfter: '20261399000000Z' }).cert
    expect(await errorsOf({ tls: { authorities: undated } })).toEqual(['/tls/authorities: holds a certificate whose dates cannot be read'])
    expect(await errorsOf({ signing: { securedPayload: { encryption: { alg: 'ECDH-ES+A256KW', key: undated } } } })).toEqual([
      '/signing/securedPayload/encryption/key: is a certificate whose dates cannot be read',
    ])
    expect(await errorsOf({ url: 'http://127.0.0.1:9/hooks/0e5c1d8a9b7f4e63', tls: { pins } })).toEqual([expect.stringContaining('/tls: ')])
  })

  it('is covered by four eyes as credentials', async () => {
    const { author, approver, id } = await careful(['credentials'])
    const request = await pendingOf(author.updateSubscription({ id, ifMatch: 1, tls: { pins } }))
    expect(request).toMatchObject({ kinds: ['credentials'], differences: [{ member: 'tls', before: usual, after: { ...usual, pins } }] })
    expect((await author.getSubscription({ id })).tls).toEqual(usual)
    await approver.approveChangeRequest({ id: request.id })
    expect((await author.getSubscription({ id })).tls).toEqual({ ...usual, pins })
  })

  it('S0-14: is part of the webhook of a product in a project, and stays when it is left out', async () => {
    const { client } = posthorn()
    const { attachment } = await plantAttachment(client, { product: (await plantProduct(client)).id })
    expect((await client.getWebhook({ id: attachment })).tls).toEqual(usual)
    const { url } = endpoint
    const saved = await client.saveWebhook({ id: attachment, ifMatch: 0, url, eventTypes: ['payment.settled'], tls: { pins } })
    expect(saved.tls).toEqual({ ...usual, pins })
    const again = await client.saveWebhook({ id: attachment, ifMatch: 1, url, eventTypes: ['payment.settled'], fqdn: 'shop.example.com' })
    expect(again.tls).toEqual({ ...usual, pins })
  })
})
