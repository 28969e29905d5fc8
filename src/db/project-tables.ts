import type { ColumnType, Generated } from 'kysely'
import type { ProjectRole } from '../domain/project-roles.js'
import type { CreatedAt, Touched } from './column-types.js'

export interface ProductsTable {
  id: string
  account_id: Generated<string>
  code: string
  name: string
  supports_webhooks: boolean
  event_types: string[]
  version: Generated<number>
  created_at: CreatedAt
  updated_at: Touched
}

export interface ProjectsTable {
  id: string
  account_id: string
  name: string
  environment: 'test' | 'live'
  status: Generated<'testing' | 'certified' | 'live'>
  version: Generated<number>
  created_at: CreatedAt
  updated_at: Touched
  deleted_at: ColumnType<Date | null, never, Date>
}

export interface ProjectMembersTable {
  id: string
  account_id: string
  project_id: string
  person: string
  name: string
  role: ProjectRole
  version: Generated<number>
  created_at: CreatedAt
  updated_at: Touched
}

export interface AttachmentsTable {
  id: string
  account_id: string
  project_id: string
  product_id: string
  state: Generated<'created' | 'active' | 'detached'>
  version: Generated<number>
  created_at: CreatedAt
  updated_at: Touched
}
