import { z } from 'zod'
import { Instant } from './common.js'

const secretText = z.string().min(1).max(4096)
const username = z.string().min(1).max(256)
const name = z.string().min(1).max(64)

/** How to authenticate to the receiver; its secret part is never shown again. */
export const SetAuth = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('basic'), username, password: secretText }),
    z.strictObject({ kind: z.literal('bearer'), token: secretText }),
    z.strictObject({ kind: z.literal('header'), name: name.describe('Name of the header'), value: secretText }),
  ])
  .meta({ id: 'SetAuth', description: 'How to authenticate to the receiver beside the signature; the secret part is never shown again' })
export type SetAuth = z.infer<typeof SetAuth>

const changedAt = Instant.describe('When the credential was set')
const kept = z.literal(true).describe('The secret part is set, and is not shown')

export const Auth = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('none') }),
    z.object({ kind: z.literal('basic'), username, hasPassword: kept, changedAt }),
    z.object({ kind: z.literal('bearer'), hasToken: kept, changedAt }),
    z.object({ kind: z.literal('header'), name, hasValue: kept, changedAt }),
  ])
  .meta({ id: 'Auth', description: 'How the receiver is authenticated to, without the secret part' })
export type Auth = z.infer<typeof Auth>

export const ReceiverHeaders = z
  .record(z.string(), z.string())
  .refine((headers) => Object.keys(headers).length <= 20, 'at most 20 headers')
  .meta({ id: 'ReceiverHeaders', description: 'Sent with every request; nothing secret: that belongs into auth' })
