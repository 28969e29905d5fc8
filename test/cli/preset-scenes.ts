import { generateKeyPairSync } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { findEventType } from '../../src/catalogue/catalogue.js'
import type { Client } from '../../src/client/client.js'
import type { PresetName } from '../../src/contract/presets.js'
import { adyen } from '../e2e/adyen-receiver.js'
import { anzPayto, ipayout, paynet, type PlatformReceiver, unipay } from '../e2e/platform-receivers.js'
import { isSignedAsStripe } from '../e2e/stripe-receiver.js'
import type { Received } from '../helpers/receiver.js'
import { openJwe } from './open-jwe.js'

export interface PresetScene {
  readonly preset: PresetName
  /** Beside the preset, as the page of it has them. */
  readonly options?: readonly string[]
  readonly files?: Readonly<Record<string, string>>
  readonly path: string
  readonly event: Exclude<Parameters<Client['publishEvent']>[0], string>
  /** Written from what the platform says of its webhooks; it gets the secret of the subscription. */
  readonly receiverFor: (secret: string) => PlatformReceiver
  /** The token that a key of the account has signed. */
  readonly tokenOf?: (request: Received) => string
  /** What the request decrypts to. */
  readonly opened?: (request: Received) => string
}

const occurredAt = '2026-10-05T02:15:00.000Z'
const correlationId = '71d6fb19-7515-40dc-b045-e17550b67600'
/** The catalogue's example of a type, with these members in its resource. */
const eventOf = (type: string, object: object = {}): PresetScene['event'] => {
  const { object: resource, ...rest } = findEventType(type)?.example ?? {}
  return { type, occurredAt, correlationId, data: { ...rest, object: { ...(resource as object), ...object } } }
}

const behindBasic =
  (answers: PlatformReceiver): PlatformReceiver =>
  (request) =>
    request.headers['authorization'] === `Basic ${Buffer.from('shop:secret').toString('base64')}` ? answers(request) : 401

/** Nothing but the library that Standard Webhooks publishes. */
const verifying =
  (secret: string): PlatformReceiver =>
  ({ body, headers }) => {
    new Webhook(secret).verify(body.toString(), { ...headers })
    return 204
  }

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwsOf = ({ body }: Received): string =>
  openJwe((JSON.parse(body.toString()) as { secured_payload: string }).secured_payload, privateKey)
const payloadOf = (request: Received): string => Buffer.from(jwsOf(request).split('.')[1] ?? '', 'base64url').toString()

/** ANZ: its key in the header apikey, the payload signed with RS256 and then encrypted (S4-16, S4-17). */
const securedAnz: PlatformReceiver = (request) => {
  if (request.headers['apikey'] !== 'key-of-the-receiver') return 401
  return anzPayto({ ...request, body: Buffer.from(payloadOf(request)) })
}

/** The key in Adyen's own example of a signature. */
const hmacKey = '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056'

/** Stripe's header, and its form of an event: an id, a type, and the object with what it was before in data. */
const stripeLike =
  (secret: string): PlatformReceiver =>
  ({ headers, body }) => {
    const header = headers['stripe-signature'] ?? ''
    if (!isSignedAsStripe({ header, secret, body, nowSeconds: Math.floor(Date.now() / 1000) })) return 400
    const { id, type, data } = JSON.parse(body.toString()) as { id?: string; type?: string; data?: { object?: object } }
    return id?.startsWith('evt_') && type === 'customer.updated' && data?.object ? 200 : 400
  }

const basic = { options: ['--auth', 'basic:shop', '--credential', '@password.txt'], files: { 'password.txt': 'secret\n' } }
const mandate = { id: '247de1c0c3a911edafa10242ac120002', actionIdentification: '85f28334c3a911edafa10242ac120002', mpsUserId: '10002005' }
const checkout = { checkoutId: 'a7e2ed2a-b088-4495-8cf4-88da08f644f2', issuer: 'Affin Bank', paymentMethod: '01' }
const paid = { endToEndId: '20240119M0000201861OBW00000004', payerName: 'Walter Mitty', reason: { code: 'U000' }, ...checkout }

export const presetScenes: readonly PresetScene[] = [
  {
    preset: 'unipay',
    ...basic,
    path: '/callbacks/unipay',
    event: eventOf('chargeback.opened'),
    receiverFor: () => behindBasic(unipay),
  },
  { preset: 'ipayout', path: '/ipayout', event: eventOf('payment.status_changed'), receiverFor: () => ipayout },
  {
    preset: 'anz-payto',
    options: ['--credential', '@apikey.txt', '--encryption-key', '@encryption.pem'],
    files: {
      'apikey.txt': 'key-of-the-receiver\n',
      'encryption.pem': publicKey.export({ type: 'spki', format: 'pem' }) as string,
    },
    path: '/payto/mandates/notifications',
    event: eventOf('mandate.activated', mandate),
    receiverFor: () => securedAnz,
    tokenOf: jwsOf,
    opened: payloadOf,
  },
  {
    preset: 'paynet',
    path: '/update-payment-status',
    event: eventOf('payment.settled', paid),
    receiverFor: () => (request) => (request.headers['x-jws-signature'] === undefined ? 401 : paynet(request)),
    tokenOf: ({ headers }) => headers['x-jws-signature'] ?? '',
  },
  {
    preset: 'adyen',
    options: [...basic.options, '--secret', '@hmac-key.txt'],
    files: { ...basic.files, 'hmac-key.txt': `${hmacKey}\n` },
    path: '/adyen',
    event: eventOf('payment.captured'),
    receiverFor: () => behindBasic(adyen(hmacKey)),
  },
  { preset: 'standard-webhooks', path: '/webhooks', event: eventOf('payment.settled'), receiverFor: verifying },
  { preset: 'stripe-like', path: '/webhooks', event: eventOf('customer.updated'), receiverFor: stripeLike },
]
