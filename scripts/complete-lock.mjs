// npm run complete-lock, after npm install. A registry mirror that does not carry the packages of other platforms
// makes npm write a lock file without them, which npm ci then refuses, everywhere. This adds them; --check only tells.
import { readFileSync, writeFileSync } from 'node:fs'

const systems = ['darwin', 'win32', 'linux', 'android', 'freebsd', 'openharmony', 'netbsd', 'openbsd', 'sunos', 'aix']
const processors = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el']

/** Optional packages that are named in the lock file but have no entry: [name, version, is for development]. */
function missingFromLock({ packages }) {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {}, dev }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !placesOf(path, name).some((place) => place in packages))
      .map(([name, version]) => [name, version, dev === true]),
  )
}

/** Where Node looks for a package, from the place of the one that needs it. */
function placesOf(path, name) {
  const place = path === '' ? `node_modules/${name}` : `${path}/node_modules/${name}`
  return path === '' ? [place] : [place, ...placesOf(path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/'))), name)]
}

/** The entry of a package, from its name: npm skips it on every platform but its own. */
function toEntry([name, version, dev]) {
  const words = name.split('/').at(-1).split('-')
  const os = words.find((word) => systems.includes(word))
  const cpu = words.map((word) => (/^arm(v\d|$)/.test(word) ? 'arm' : word)).find((word) => processors.includes(word))
  if (os === undefined || cpu === undefined || !/^\d/.test(version)) throw new Error(`${name} ${version} is not a package of one platform`)
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc'
  return { version, cpu: [cpu], ...(dev && { dev }), ...(os === 'linux' && { libc: [libc] }), optional: true, os: [os] }
}

function complete(lock) {
  const added = missingFromLock(lock).map((missing) => [`node_modules/${missing[0]}`, toEntry(missing)])
  const packages = [...Object.entries(lock.packages), ...added].sort(([a], [b]) => (a < b ? -1 : 1))
  return { ...lock, packages: Object.fromEntries(packages) }
}

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
if (!process.argv.includes('--check')) writeFileSync(file, `${JSON.stringify(complete(lock), null, 2)}\n`)
else {
  const names = missingFromLock(lock).map(([name]) => name)
  if (names.length > 0) console.log(`Missing from package-lock.json: ${names.join(', ')}. Run npm run complete-lock.`)
  process.exitCode = names.length > 0 ? 1 : 0
}
