import type { ColumnType, Generated } from 'kysely'
import type { JwsAlgorithm } from '../crypto/signing-key.js'
import type { KeyState } from '../domain/key-rotation-types.js'
import type { CreatedAt } from './column-types.js'

export interface SigningKeysTable {
  kid: string
  sequence: Generated<string>
  account_id: string
  environment: 'test' | 'live'
  alg: JwsAlgorithm
  state: KeyState
  jwk: ColumnType<unknown, string, never>
  sealed: Buffer | null
  imported: boolean
  created_at: CreatedAt
  created_by: string | null
  since: Generated<Date>
  activates_at: Date | null
  retires_at: Date | null
  retain_seconds: number
  last_used_at: Generated<Date | null>
}

export interface SigningKeyEpochTable {
  epoch: string
}
