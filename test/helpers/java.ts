import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const [version, plugin] = ['9.37.3', 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy']
const patienceMs = 60_000

/** The JWT library of most Java programs, from the user's cache, or fetched by Maven. Undefined where neither is possible. */
export function nimbusJwtJar(): string | undefined {
  const own = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'posthorn', 'verify-java')
  const jar = join(own, `nimbus-jose-jwt-${version}.jar`)
  if (existsSync(jar)) return jar
  const what = [`-Dartifact=com.nimbusds:nimbus-jose-jwt:${version}`, `-DoutputDirectory=${own}`]
  try {
    execFileSync('mvn', ['-q', '-B', plugin, ...what], { stdio: 'ignore', timeout: patienceMs })
    return existsSync(jar) ? jar : undefined
  } catch {
    return undefined
  }
}
