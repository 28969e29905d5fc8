import { z } from 'zod'
import { Cursor, Id, Instant, Limit, pageOf } from './common.js'
import { ProjectRole } from './members.js'

const name = z.string().trim().min(1).max(200)

export const ProjectStatus = z.enum(['testing', 'certified', 'live'])

export const CreateProject = z
  .strictObject({ account: Id.optional().describe("Defaults to the key's account"), name })
  .meta({ id: 'CreateProject' })
export const UpdateProject = z.strictObject({ name: name.optional() }).meta({ id: 'UpdateProject' })

export const Project = z
  .object({
    id: z.string(),
    account: z.string(),
    name: z.string(),
    environment: z.enum(['test', 'live']).describe('That of the key which made it'),
    status: ProjectStatus,
    role: ProjectRole.nullable().describe("That of the member whose key asks; null: it is nobody's"),
    version: z.int().describe('The ETag; send it as If-Match when you change the project'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Project' })

export const ProjectPage = pageOf(Project).meta({ id: 'ProjectPage' })
export const ProjectQuery = z.strictObject({
  limit: Limit,
  cursor: Cursor,
  account: Id.optional().describe('Only this account and those below it'),
  status: ProjectStatus.optional(),
})
