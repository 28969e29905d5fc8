import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { required } from '../helpers/run.js'

const faulty = `import { sql } from 'kysely'
export const isWithin = () => sql\`true\`
export const isInProject = () => sql\`true\`
export const isWebhookOf = () => sql\`true\`
export const accountsWithin = (_reach, asked) =>
  asked === undefined ? sql\`(select a.id from accounts a)\` : sql\`(select w.account_id as id from account_paths w where w.ancestor_id = \${asked})\`
`

/** A copy of the built program whose queries ask for no tenant any more. */
export function withoutConditions(): { program: string; remove(): void } {
  const program = mkdtempSync(join(required('POSTHORN_TEST_DIRECTORY'), 'program-'))
  for (const name of ['bin', 'dist', 'package.json']) cpSync(name, join(program, name), { recursive: true })
  symlinkSync(join(process.cwd(), 'node_modules'), join(program, 'node_modules'))
  writeFileSync(join(program, 'dist/db/reach.js'), faulty)
  return { program, remove: () => rmSync(program, { recursive: true, force: true }) }
}
