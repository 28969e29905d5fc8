import { z } from 'zod'
import { type Block, parseBlock } from './domain/ip-address.js'

/** Addresses and CIDR blocks, comma-separated. */
export const blocks = z.string().transform((value, context): Block[] =>
  value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .flatMap((entry) => {
      const parsed = parseBlock(entry)
      if (parsed.ok) return [parsed.block]
      context.addIssue(`must be addresses or CIDR blocks: ${parsed.reason}`)
      return []
    }),
)

/** IPv4 addresses, and IPv6 ones in brackets, each with or without a port, comma-separated. */
export const nameServers = z
  .string()
  .regex(
    /^((\d{1,3}(\.\d{1,3}){3}|\[[\da-f:.]+\])(:\d{1,5})?(,(?=.)|$))+$/i,
    'must be addresses such as 10.0.0.53, 10.0.0.53:5353 or [2001:db8::53]:53',
  )
  .transform((value) => value.split(','))

/** Keys of 32 bytes in base64, comma-separated, the newest last. */
export const sealingKeys = z
  .string()
  .transform((value) => value.split(',').map((key) => key.trim()))
  .refine((keys) => keys.every((key) => z.base64().safeParse(key).success), 'must be base64')
  .transform((keys) => keys.map((key) => Buffer.from(key, 'base64')))
  .refine((keys) => keys.every(({ length }) => length === 32), 'must be 32 bytes, base64-encoded (openssl rand -base64 32)')
