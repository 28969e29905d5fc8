import { LRUCache } from 'lru-cache'
import type { SchemaStamp } from '../../db/event-types.js'
import type { FieldError } from '../problem.js'
import { type CheckBySchema, createSchemaCompiler } from './compile-schema.js'

export type { SchemaStamp }

/** The schema of a version as it is now; undefined when it has just been deleted. */
export type FindSchema = (version: SchemaStamp) => Promise<{ readonly revision: number; readonly schema: object } | undefined>

const mostChecks = 500

/** What the newest version finds wrong with data that no version takes. Schemas are read and compiled when first needed, and remembered. */
export function createOwnChecks(
  findSchema: FindSchema,
): (versions: readonly SchemaStamp[], data: unknown) => Promise<readonly FieldError[]> {
  const compile = createSchemaCompiler({ thorough: false })
  const checks = new LRUCache<string, CheckBySchema>({ max: mostChecks })
  const checkOf = async (version: SchemaStamp): Promise<CheckBySchema | undefined> => {
    const known = checks.get(keyOf(version))
    if (known) return known
    const found = await findSchema(version)
    // A later revision than the one that was asked for: the insert will see that too, and ask again.
    if (found) checks.set(keyOf({ ...version, revision: found.revision }), compile(found.schema))
    return found && checks.get(keyOf({ ...version, revision: found.revision }))
  }
  return async (versions, data) => {
    const faults: (readonly FieldError[])[] = []
    for (const version of versions) {
      const found = (await checkOf(version))?.(data) ?? []
      if (found.length === 0) return []
      faults.push(found)
    }
    return faults[0] ?? []
  }
}

const keyOf = ({ account, type, version, revision }: SchemaStamp): string => `${account} ${type} ${version} ${revision}`
