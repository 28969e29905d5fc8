// What a build was made from, in one word.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** SHA-256 over names and contents. */
export function digestOf(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

/** Every file at or below the directory, sorted; none when it is not there. */
export function filesUnder(directory) {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { recursive: true })
    .map((name) => join(directory, name))
    .filter((file) => statSync(file).isFile())
    .sort()
}

/** Whether the stamp was left by a build of exactly this. */
export const hasStamp = (file, stamp) => existsSync(file) && readFileSync(file, 'utf8') === stamp
