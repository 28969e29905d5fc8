import { z } from 'zod'
import { Cursor, Instant, Limit, pageOf } from './common.js'

export const ProjectRole = z
  .enum(['administrator', 'developer', 'operator', 'viewer'])
  .describe('viewer looks, operator steers notifications, developer changes endpoints, administrator decides who may do so')

const name = z.string().trim().max(200)
const person = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .describe('E-mail address of the person, or an id that your own directory knows; once in a project')

export const CreateMember = z.strictObject({ person, name: name.default(''), role: ProjectRole }).meta({ id: 'CreateMember' })
export const UpdateMember = z.strictObject({ name: name.optional(), role: ProjectRole.optional() }).meta({ id: 'UpdateMember' })

export const Member = z
  .object({
    id: z.string(),
    account: z.string(),
    project: z.string(),
    person: z.string(),
    name: z.string(),
    role: ProjectRole,
    version: z.int().describe('The ETag; send it as If-Match when you change the member'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Member' })

export const MemberPage = pageOf(Member).meta({ id: 'MemberPage' })
export const MemberQuery = z.strictObject({ limit: Limit, cursor: Cursor, role: ProjectRole.optional() })
