import { canDecode } from './config-variable.js'
import type { Environment } from './config-variables.js'

const minKeyChars = 32
/** What examples, images and habit give a database user. */
const knownPasswords: readonly string[] = [
  'admin',
  'changeme',
  'change-me',
  'example',
  'password',
  'posthorn',
  'postgres',
  'secret',
  'test',
]
/** 32 random bytes with fewer different ones do not happen. */
const minDistinctBytes = 12

/** Secrets that others know or can guess: a node does not start with them where nothing of it is embedded. */
export function guessableSecrets(env: Environment): string[] {
  const { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress } = env
  const problems: string[] = []
  if (env.POSTHORN_SEALING_KEY?.some((key) => new Set(key).size < minDistinctBytes))
    problems.push('POSTHORN_SEALING_KEY is not random: make one with openssl rand -base64 32')
  if (databaseUrl === undefined || temporalAddress === undefined) return problems
  if (hasShortKey(env)) problems.push(`${shortKey}: make one with openssl rand -hex 24`)
  if (knownPasswords.includes(passwordOf(databaseUrl)))
    problems.push('DATABASE_URL has a password that everybody knows: give the database user another one')
  return problems
}

const shortKey = `POSTHORN_BOOTSTRAP_API_KEY is shorter than ${String(minKeyChars)} characters and easy to guess`
const hasShortKey = (env: Environment): boolean => (env.POSTHORN_BOOTSTRAP_API_KEY?.length ?? minKeyChars) < minKeyChars

/** The same where a node is tried out: it starts. */
export const warningsOfSecrets = (env: Environment): string[] => (hasShortKey(env) ? [shortKey] : [])

function passwordOf(url: string): string {
  const { password } = new URL(url)
  return (canDecode(password) ? decodeURIComponent(password) : password).toLowerCase()
}
