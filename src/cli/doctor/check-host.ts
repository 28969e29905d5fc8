import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readVersion } from '../version.js'
import type { Check, Finding } from './finding.js'

const oldestNode = [20, 20] as const

export const checkVersion: Check = () => Promise.resolve([{ subject: 'Posthorn', state: 'ok', found: readVersion() }])

export const checkNodeVersion: Check = () => Promise.resolve([judgeNodeVersion(process.versions.node)])

/** Node's own version against the oldest that is supported. */
export function judgeNodeVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isOld = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])
  if (!isOld) return { subject: 'Node', state: 'ok', found: version }
  return { subject: 'Node', state: 'wrong', found: `${version} is too old`, mend: `install Node ${oldestNode.join('.')} or later` }
}

/** Only the embedded parts and generated keys need it, but a node makes it in any case. */
export const checkDataDir: Check = async ({ configured }) => {
  if (configured === undefined) return []
  const { dataDir } = configured.config
  const subject = 'Data directory'
  if (await isAllowed(dataDir, constants.W_OK | constants.X_OK)) return [{ subject, state: 'ok', found: dataDir }]
  if (await isAllowed(dataDir, constants.F_OK)) return [notWritable(dataDir)]
  const parent = await nearestThatExists(dirname(dataDir))
  if (await isAllowed(parent, constants.W_OK | constants.X_OK))
    return [{ subject, state: 'ok', found: `${dataDir}, made at the first start` }]
  return [notWritable(dataDir)]
}

const notWritable = (dataDir: string): Finding => ({
  subject: 'Data directory',
  state: 'wrong',
  found: `${dataDir} cannot be written`,
  mend: 'give this user the right to write it, or set POSTHORN_DATA_DIR to another directory',
})

async function nearestThatExists(path: string): Promise<string> {
  if (dirname(path) === path || (await isAllowed(path, constants.F_OK))) return path
  return await nearestThatExists(dirname(path))
}

const isAllowed = async (path: string, mode: number): Promise<boolean> =>
  await access(path, mode).then(
    () => true,
    () => false,
  )
