import { describe, expect, it } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { createLocalKeys } from '../../src/crypto/key-provider.js'
import { createSealer } from '../../src/crypto/seal.js'
import { sealedColumns } from '../../src/db/sealed-columns.js'
import { secretPlace } from '../../src/db/secret-place.js'
import { runCommand } from '../cli/run-command.js'
import { aCertificate, aSigned } from '../delivery/certificates.js'
import { carefulAccounts, pendingOf } from '../helpers/change-requests.js'
import { coverageOfChildren } from '../helpers/child.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { required, temporalAddress } from '../helpers/run.js'
import { scenes } from '../helpers/scene.js'

const dataDir = mkdtempSync(join(required('POSTHORN_TEST_DIRECTORY'), 'keys-'))
const keyFile = join(dataDir, 'sealing.key')
const linesOf = () => readFileSync(keyFile, 'utf8').trim().split('\n')
const bearer = 'canary-bearer-5521'

/** Columns of bytes in which nothing is sealed. */
const notSealed = [
  ...['api_keys.hash', 'attempts.response_body', 'audit_entries.hash', 'audit_entries.previous_hash', 'audit_heads.hash'],
  'events.request_hash',
]

interface Checked {
  readonly keys: readonly { readonly key: string; readonly state: string; readonly values: number; readonly toRewrap: number }[]
}

describe('sealing keys', () => {
  const posthorn = sharedPosthorn({ env: { POSTHORN_DATA_DIR: dataDir } })
  const scene = scenes(posthorn)
  const careful = carefulAccounts(posthorn)
  const settings = () => ({ DATABASE_URL: posthorn().databaseUrl, TEMPORAL_ADDRESS: temporalAddress(), POSTHORN_DATA_DIR: dataDir })
  const keys = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await runCommand(['keys', ...args, '--json'], { env: settings() })
    return { exitCode, stderr, answer: stdout === '' ? undefined : (JSON.parse(stdout) as unknown) }
  }
  const doctor = async () => {
    const { stdout } = await runCommand(['doctor', '--json'], { env: { ...settings(), POSTHORN_URL: posthorn().baseUrl } })
    const { findings } = JSON.parse(stdout) as { findings: { subject: string; state: string; found: string }[] }
    return findings.find(({ subject }) => subject === 'Sealing keys')
  }

  it('S2-12: every column of the database that holds bytes is put under the newest key, or known not to be sealed', async () => {
    const found = await posthorn().query(
      `select table_name || '.' || column_name as name from information_schema.columns where data_type = 'bytea' and table_schema = 'public'
        and table_name in (select table_name from information_schema.tables where table_type = 'BASE TABLE')`,
    )
    const sealed = sealedColumns.map(({ table, column }) => `${table}.${column}`)
    const names = found.map((row) => (row as { name: string }).name).filter((name) => !/^attempts_|^events_|^notifications_/.test(name))
    expect(names.sort()).toEqual([...sealed, ...notSealed].sort())
  })

  it('S2-12: are rewrapped while the node works, resumably after kill -9, and the old one can then be removed', async () => {
    const auth = { kind: 'bearer', token: bearer } as const
    const { receiver, notify, subscription } = await scene({ auth, signing: { jwtHeader: {} } })
    const delivered = async () => {
      const id = await notify()
      await eventually(async () => expect((await posthorn().client.getNotification({ id })).state).toBe('delivered'))
      expect(receiver.received().at(-1)!.headers['authorization']).toBe(`Bearer ${bearer}`)
    }
    await delivered()
    await twoClientKeys(subscription.id)
    const { author, approver, id } = await careful(['credentials'])
    const request = await pendingOf(author.updateSubscription({ id, ifMatch: 1, auth: { kind: 'bearer', token: 'canary-asked' } }))
    await plantSecrets(subscription)

    expect(await keys('add')).toMatchObject({ exitCode: 0, stderr: '' })
    expect(linesOf()).toHaveLength(2)
    const before = await keys('rewrap', '--check')
    expect(before).toMatchObject({ exitCode: 1, answer: { keys: [{ state: 'needed' }, { state: 'newest', values: 0 }] } })
    expect(await doctor()).toMatchObject({ state: 'warning' })

    await killedInTheMiddle()
    await delivered()
    const between = (await keys('rewrap', '--check')).answer as Checked
    expect(between.keys.every(({ values }) => values > 0)).toBe(true)

    const done = await keys('rewrap')
    expect(done).toMatchObject({ exitCode: 0, stderr: '' })
    const { columns } = done.answer as { columns: { column: string; rewrapped: number; unreadable: number }[] }
    expect(columns.map(({ column }) => column)).toEqual(sealedColumns.map(({ table, column }) => `${table}.${column}`))
    expect(columns.every(({ rewrapped, unreadable }) => rewrapped > 0 && unreadable === 0)).toBe(true)
    const after = await keys('rewrap', '--check')
    expect(after).toMatchObject({
      exitCode: 0,
      answer: {
        keys: [
          { state: 'not needed', values: 0 },
          { state: 'newest', toRewrap: 0 },
        ],
      },
    })
    expect(await keys('rewrap')).toMatchObject({
      exitCode: 0,
      answer: { columns: columns.map(({ column }) => ({ column, rewrapped: 0 })) },
    })

    const [old, newest] = linesOf()
    writeFileSync(keyFile, `${newest!}\n`)
    await posthorn().restart()
    await delivered()
    await approver.approveChangeRequest({ id: request.id })
    expect(await doctor()).toMatchObject({ state: 'ok', found: 'everything is under the newest' })

    writeFileSync(keyFile, `${old!}\n`)
    expect(await keys('rewrap', '--check')).toMatchObject({ exitCode: 1, answer: { keys: [{ state: 'missing' }, { state: 'newest' }] } })
    expect(await doctor()).toMatchObject({ state: 'wrong', found: expect.stringContaining('not there') })
    expect(await keys('rewrap')).toMatchObject({ exitCode: 1 })
    writeFileSync(keyFile, `${newest!}\n`)
    expect(await keys('rewrap', '--check')).toMatchObject({ exitCode: 0 })
  })

  it('says where the keys are when they are not in the file', async () => {
    const env = { ...settings(), POSTHORN_SEALING_KEY: Buffer.from(Array.from({ length: 32 }, (_, i) => i * 7)).toString('base64') }
    const { exitCode, stderr } = await runCommand(['keys', 'add'], { env })
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('POSTHORN_SEALING_KEY') })
  })

  /** One in use, and one asked for. */
  async function twoClientKeys(id: string): Promise<void> {
    const { client } = posthorn()
    const { clientCertificateRequest } = await client.requestClientCertificate({ id, subject: {} })
    const issuer = aCertificate({ name: 'Bank Authority', authority: true })
    await client.installClientCertificate({
      id,
      chain: aSigned(clientCertificateRequest!.csr, { name: 'posthorn.bank.example', issuer }).cert,
    })
    await client.requestClientCertificate({ id, subject: {} })
  }

  /** Secrets of old, enough for several transactions. */
  async function plantSecrets({ id, account }: { id: string; account: string }): Promise<void> {
    const sealer = createSealer(createLocalKeys(() => [Buffer.from(linesOf()[0]!, 'base64')]))
    for (let i = 0; i < 350; i++) {
      const secret = `sec_planted${String(i).padStart(4, '0')}`
      const sealed = sealer.seal(Buffer.from('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'), secretPlace(account, secret)).toString('hex')
      await posthorn().query(
        `insert into subscription_secrets (id, subscription_id, account_id, sealed, expires_at) values ($1, $2, $3, decode($4, 'hex'), now() - interval '1 day')`,
        [secret, id, account, sealed],
      )
    }
  }

  /** It waits for a row that somebody else has locked when it is killed. */
  async function killedInTheMiddle(): Promise<void> {
    const blocker = new pg.Client({ connectionString: posthorn().databaseUrl })
    await blocker.connect()
    try {
      await blocker.query('begin')
      await blocker.query(`select 1 from subscription_secrets where id = 'sec_planted0150' for update`)
      const env = { PATH: process.env['PATH'], ...coverageOfChildren(), ...settings() }
      const child = spawn(process.execPath, ['bin/posthorn.js', 'keys', 'rewrap'], { env, stdio: 'ignore' })
      const exited = once(child, 'exit')
      await eventually(async () => {
        const waiting = await posthorn().query(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%update "subscription_secrets"%' and datname = current_database()`,
        )
        expect(waiting).toHaveLength(1)
      })
      child.kill('SIGKILL')
      await exited
    } finally {
      await blocker.query('rollback')
      await blocker.end()
    }
  }
})
