import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Received, Reply } from '../helpers/receiver.js'

type Item = Readonly<Record<string, unknown>>
const inside = (item: Item, name: string) => (item[name] ?? {}) as Item
const isText = (value: unknown): boolean => typeof value === 'string'

/** The values that an item's signature covers, in the order that Adyen documents; absent ones are empty (docs.adyen.com, Verify HMAC signatures). */
export function signedAdyenValues(item: Item): string {
  const { value, currency } = inside(item, 'amount')
  const references = [item['pspReference'], item['originalReference'], item['merchantAccountCode'], item['merchantReference']]
  const values = [...references, value, currency, item['eventCode'], item['success']] as readonly (string | number | undefined)[]
  return values.map((each) => String(each ?? '')).join(':')
}

/**
 * A receiver of Adyen's Standard webhooks as its documentation describes one: every item must have what an item has, and a signature that the
 * hexadecimal key of the webhook makes over it; then the answer is `[accepted]`.
 */
export const adyen =
  (hmacKey: string) =>
  ({ body, headers }: Received): Reply => {
    const { live, notificationItems = [] } = JSON.parse(body.toString()) as {
      readonly live?: string
      readonly notificationItems?: readonly { readonly NotificationRequestItem?: Item }[]
    }
    const items = notificationItems.map(({ NotificationRequestItem }) => NotificationRequestItem ?? {})
    const isWebhook = headers['content-type'] === 'application/json' && /^(true|false)$/.test(live ?? '') && items.length === 1
    if (!isWebhook || !items.every(isItem)) return { status: 400, body: 'not a Standard webhook' }
    if (!items.every((item) => isSigned(item, hmacKey))) return { status: 401, body: 'hmacSignature' }
    return { status: 200, body: '[accepted]' }
  }

const isItem = (item: Item): boolean =>
  Number.isInteger(inside(item, 'amount')['value']) &&
  /^[A-Z]{3}$/.test(String(inside(item, 'amount')['currency'])) &&
  /^[A-Z_]+$/.test(String(item['eventCode'])) &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(String(item['eventDate'])) &&
  ['pspReference', 'merchantAccountCode', 'merchantReference'].every((name) => isText(item[name])) &&
  ['true', 'false'].includes(String(item['success'])) &&
  isText(item['success'])

function isSigned(item: Item, hmacKey: string): boolean {
  const expected = createHmac('sha256', Buffer.from(hmacKey, 'hex')).update(signedAdyenValues(item)).digest()
  const signature = Buffer.from(String(inside(item, 'additionalData')['hmacSignature']), 'base64')
  return signature.length === expected.length && timingSafeEqual(signature, expected)
}
