import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { build } from '../../scripts/build.mjs'

const template = 'posthorn_template'

/** Starts what the tests share and tells them by the environment where it is. */
export default async function globalSetup() {
  if (process.env.POSTHORN_TEST_SKIP_BUILD !== 'true') await build()
  const { namespaces, startServers } = await import('./servers.mjs')
  const servers = await startServers()
  globalThis.posthornTestServers = servers
  const claims = join(servers.directory, 'namespaces')
  mkdirSync(claims)
  await createTemplate(servers.postgres.url)
  Object.assign(process.env, {
    POSTHORN_TEST_POSTGRES: servers.postgres.url,
    POSTHORN_TEST_TEMPLATE: template,
    POSTHORN_TEST_TEMPORAL: servers.temporal.address,
    POSTHORN_TEST_TEMPORAL_BIN: servers.temporal.bin,
    POSTHORN_TEST_CLAIMS: claims,
    POSTHORN_TEST_NAMESPACES: namespaces.join(','),
    POSTHORN_TEST_DIRECTORY: servers.directory,
  })
}

/** Migrates once; each test clones the result in about 0.1 s. */
async function createTemplate(adminUrl) {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  await client.query(`create database ${template}`)
  await client.end()
  const { migrate } = await import('../../dist/migrate.js')
  const migrated = await migrate(new URL(`/${template}`, adminUrl).href)
  if (!migrated.ok) throw new Error(migrated.reason)
}
