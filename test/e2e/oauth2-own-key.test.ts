import { expect, it } from '@jest/globals'
import { keyOf, plantAccounts } from '../helpers/accounts.js'
import { startAuthorizationServer } from '../helpers/authorization-server.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { headerOf } from '../helpers/published-keys.js'
import { startReceiver } from '../helpers/receiver.js'
import { freshType } from '../helpers/scene.js'

const posthorn = sharedPosthorn()

it('a token is asked for with a key that only the account itself has: nobody else can say that he is its client', async () => {
  const [own, other] = [`acc_${freshType().split('.')[1]!}`, `acc_${freshType().split('.')[1]!}`]
  await plantAccounts(
    posthorn(),
    [own, other].map((id) => [id, 'acc_root'] as const),
  )
  const { client: api } = await keyOf(posthorn(), own)
  const jwksUrl = (account: string) => `${posthorn().baseUrl}/v1/jwks/${account}/live/own`
  const server = await startAuthorizationServer({ id: 'shop', jwksUrl: jwksUrl(own) })
  const receiver = await startReceiver()
  const [type, delaysSeconds] = [freshType(), Array.from({ length: 20 }, () => 1)]
  const grant = { kind: 'oauth2', tokenUrl: server.url, clientId: 'shop', clientAuthentication: 'private_key_jwt' } as const
  await api.createSubscription({
    url: receiver.url,
    eventTypes: [type],
    auth: grant,
    schedule: { name: 'custom', delaysSeconds },
    activate: true,
  })
  const id = (await api.publishEvent({ type, data: {} })).notifications[0]!.id
  await eventually(async () => {
    const [attempt] = (await api.listAttempts({ id })).items
    expect(attempt).toMatchObject({ outcome: 'refused', reason: 'token endpoint: the account has no ES256 signing key of its own' })
  })
  expect(server.asked()).toEqual([])
  const { kid } = await api.createSigningKey({ alg: 'ES256', activate: true })
  await eventually(async () => expect((await api.getNotification({ id })).state).toBe('delivered'))
  expect(headerOf(server.asked()[0]!.form.get('client_assertion')!)).toMatchObject({ kid })
  const published = async (account: string) => (await fetch(jwksUrl(account))).json()
  expect(await published(own)).toEqual({ keys: [expect.objectContaining({ kid })] })
  expect(await published(other)).toEqual({ keys: [] })
  await Promise.all([server.stop(), receiver.stop()])
})
