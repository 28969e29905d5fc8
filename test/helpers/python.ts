import { execFileSync } from 'node:child_process'
import { homedir } from 'node:os'
import { join } from 'node:path'

const packages = ['pyjwt[crypto]', 'jwcrypto']
const imports = 'import jwt, jwcrypto'
const patienceMs = 60_000

/** A Python that has PyJWT and jwcrypto: the system's, or one of our own in the user's cache. Undefined where neither can be had. */
export function pythonWithJwt(): string | undefined {
  const own = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'posthorn', 'verify-python')
  const python = join(own, 'bin', 'python')
  const install = () =>
    succeeds('python3', ['-m', 'venv', own]) && succeeds(python, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', ...packages])
  if (succeeds('python3', ['-c', imports])) return 'python3'
  return succeeds(python, ['-c', imports]) || (install() && succeeds(python, ['-c', imports])) ? python : undefined
}

function succeeds(command: string, parameters: readonly string[]): boolean {
  try {
    execFileSync(command, parameters, { stdio: 'ignore', timeout: patienceMs })
    return true
  } catch {
    return false
  }
}

/** What a program printed, read as JSON. */
export const askPython = (python: string, program: string, input: unknown): unknown =>
  JSON.parse(execFileSync(python, [program], { input: JSON.stringify(input), timeout: patienceMs, encoding: 'utf8' }))
