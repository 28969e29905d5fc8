import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** A fact of this test run that the global set-up has put into the environment. */
export function required(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: this test belongs into a folder that jest.config.mjs lists as withServers`)
  return value
}

/** The Temporal dev server of the run. */
export const temporalAddress = () => required('POSTHORN_TEST_TEMPORAL')

/** The temporal command line, for looking and steering from outside. */
export const temporalBin = () => required('POSTHORN_TEST_TEMPORAL_BIN')

/** A Temporal namespace that nobody else in this run uses. */
export function claimNamespace(): string {
  const claims = required('POSTHORN_TEST_CLAIMS')
  for (const name of required('POSTHORN_TEST_NAMESPACES').split(',')) {
    if (claimed(join(claims, name))) return name
  }
  throw new Error('All Temporal namespaces of the run are taken: raise their number in test/helpers/servers.mjs')
}

function claimed(path: string): boolean {
  try {
    mkdirSync(path)
    return true
  } catch {
    return false
  }
}
