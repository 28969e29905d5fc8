import { spawnSync } from 'node:child_process'
import { StartError } from './start-error.js'

/** How to run a Postgres program: as ourselves or, when we are root, as the user postgres. */
export interface PostgresUser {
  readonly ids?: { readonly uid: number; readonly gid: number }
  /** Put before the command. */
  readonly prefix: readonly string[]
}

/** Postgres refuses to run as root. Throws a StartError when there is no other user to run it as. */
export function choosePostgresUser(): PostgresUser {
  if (process.getuid?.() !== 0) return { prefix: [] }
  const ids = idsOfPostgres() ?? createUser()
  if (ids === undefined)
    throw new StartError('Postgres must not run as root, and a user postgres cannot be created: run as another user, or set DATABASE_URL')
  return { ids, prefix: [] }
}

function idsOfPostgres(): { uid: number; gid: number } | undefined {
  const uid = idOf('-u')
  const gid = idOf('-g')
  return uid === undefined || gid === undefined ? undefined : { uid, gid }
}

function idOf(which: '-u' | '-g'): number | undefined {
  const { status, stdout } = spawnSync('id', [which, 'postgres'], { encoding: 'utf8' })
  return status === 0 ? Number(stdout) : undefined
}

function createUser(): { uid: number; gid: number } | undefined {
  spawnSync('groupadd', ['--system', 'postgres'])
  spawnSync('useradd', ['--system', '--gid', 'postgres', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'])
  return idsOfPostgres()
}

// The bit lets the capability count for access(), too, with which Postgres looks for its own programs.
const passCapability = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override']

/**
 * Makes sure that the user can reach both the programs and the data. Below a directory that only root may enter
 * (a clone in /root) the user gets the capability to pass it; without setpriv there is a StartError.
 */
export function withAccess(user: PostgresUser, paths: readonly string[]): PostgresUser {
  if (user.ids === undefined || canReach(user, paths)) return user
  const { uid, gid } = user.ids
  const prefix = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...passCapability, '--']
  const passing: PostgresUser = { prefix }
  if (canReach(passing, paths)) return passing
  throw new StartError(
    `Postgres must not run as root and the user postgres cannot reach ${paths.join(' or ')}: run as another user, move the clone out of root's home, or set DATABASE_URL`,
  )
}

function canReach({ ids, prefix }: PostgresUser, paths: readonly string[]): boolean {
  const script = 'for path do [ -x "$path" ] || exit 1; done'
  const [command = '/bin/sh', ...args] = [...prefix, '/bin/sh', '-c', script, 'sh', ...paths]
  return spawnSync(command, args, { ...ids, cwd: '/' }).status === 0
}
