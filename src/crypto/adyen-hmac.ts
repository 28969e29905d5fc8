import { createHmac } from 'node:crypto'

/** The `hmacSignature` of an item of Adyen's: base64 of the HMAC-SHA256 over the values it covers. Adyen shows the key as hexadecimal digits. */
export const signAdyenItem = (key: Buffer, values: string): string => createHmac('sha256', key).update(values).digest('base64')
