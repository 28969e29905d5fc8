import { z } from 'zod'
import { Cursor, Id, Instant, Limit, pageOf } from './common.js'

export const AccountKind = z.enum(['reseller', 'portfolio', 'merchant'])
const name = z.string().trim().min(1).max(200)

export const CreateAccount = z
  .strictObject({
    parent: Id.optional().describe("Defaults to the key's account"),
    kind: AccountKind.default('merchant'),
    name,
  })
  .meta({ id: 'CreateAccount' })

export const UpdateAccount = z
  .strictObject({
    name: name.optional(),
    parent: Id.optional().describe('Moves the account, with all below it'),
  })
  .meta({ id: 'UpdateAccount' })

export const Account = z
  .object({
    id: z.string(),
    parent: z.string().nullable().describe("Null for the key's own account"),
    kind: AccountKind,
    name: z.string(),
    version: z.int().describe('The ETag; send it as If-Match when you change the account'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Account' })

export const AccountPage = pageOf(Account).meta({ id: 'AccountPage' })
export const AccountQuery = z.strictObject({
  limit: Limit,
  cursor: Cursor,
  parent: Id.optional().describe('Only the accounts right below this one'),
  kind: AccountKind.optional(),
})
