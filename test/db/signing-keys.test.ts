import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { createLocalKeys } from '../../src/crypto/key-provider.js'
import { createSealer } from '../../src/crypto/seal.js'
import { newSigningKey, toPublicJwk } from '../../src/crypto/signing-key.js'
import { connect, type Database } from '../../src/db/connect.js'
import { insertKey } from '../../src/db/signing-keys.js'
import { asTenant } from '../../src/db/tenant.js'
import { createSigningKeys } from '../../src/delivery/signing-keys.js'
import { freshDatabase, type TestDatabase } from '../helpers/database.js'
import { eventually } from '../helpers/eventually.js'

const sealingKey = randomBytes(32)
const sealer = createSealer(createLocalKeys(() => [sealingKey]))

describe('the key that signs', () => {
  let database: TestDatabase
  let db: Database
  const asked: string[] = []
  beforeEach(async () => {
    database = await freshDatabase()
    db = connect({ connectionString: database.url, poolMax: 4, onError: () => undefined })
    await database.query(`insert into accounts (id, parent_id, kind, name) values
      ('acc_above', 'acc_root', 'portfolio', 'Above'), ('acc_below', 'acc_above', 'merchant', 'Below')`)
    asked.length = 0
  })
  afterEach(async () => {
    await db.close()
    await database.drop()
  })

  /** One node. What it asks of the database is kept. */
  const node = () => {
    const query = db.query.withPlugin({
      transformQuery({ node }) {
        asked.push(node.kind)
        return node
      },
      transformResult: ({ result }) => Promise.resolve(result),
    })
    return createSigningKeys({ db: { ...db, query }, sealer, max: 100, onFault: () => undefined })
  }
  const give = async (account: string) => {
    const key = await newSigningKey('ES256')
    const made = {
      account,
      environment: 'live',
      state: 'active',
      imported: false,
      createdBy: null,
      activatesAt: null,
      retainSeconds: 1,
    } as const
    await asTenant(db, { accountId: account }, (tx) => insertKey(tx, sealer, { ...made, key }))
    return key
  }
  const states = () => database.query('select kid, account_id, environment, alg, state from signing_keys order by sequence')

  it('is made for the account above all others on first need, once, however many nodes need it', async () => {
    const nodes = [node(), node(), node()]
    const keys = await Promise.all(
      nodes.flatMap((one) => [one.current('acc_below', 'live', 'ES256'), one.current('acc_above', 'live', 'ES256')]),
    )
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1)
    expect(await states()).toEqual([{ kid: keys[0]!.kid, account_id: 'acc_root', environment: 'live', alg: 'ES256', state: 'active' }])
    const [entry] = await database.query("select target, after from audit_entries where action = 'signing-key.create'")
    expect(entry).toMatchObject({ target: keys[0]!.kid })
    expect(String(entry!['after'])).not.toMatch(/"d"|sealed|PRIVATE/)
  })

  it('is one for each environment and algorithm', async () => {
    const { current } = node()
    const keys = [
      await current('acc_below', 'live', 'ES256'),
      await current('acc_below', 'test', 'ES256'),
      await current('acc_below', 'live', 'EdDSA'),
    ]
    expect(keys.map(({ alg }) => alg)).toEqual(['ES256', 'ES256', 'EdDSA'])
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(3)
  })

  it('is that of the nearest account, and a change is seen', async () => {
    const { current } = node()
    const root = await current('acc_below', 'live', 'ES256')
    const above = await give('acc_above')
    await eventually(async () => expect((await current('acc_below', 'live', 'ES256')).kid).toBe(above.kid))
    const own = await give('acc_below')
    await eventually(async () => expect((await current('acc_below', 'live', 'ES256')).kid).toBe(own.kid))
    expect((await current('acc_above', 'live', 'ES256')).kid).toBe(above.kid)
    expect((await current('acc_root', 'live', 'ES256')).kid).toBe(root.kid)
    await database.query("update signing_keys set state = 'revoked', sealed = null where kid = $1", [own.kid])
    await eventually(async () => expect((await current('acc_below', 'live', 'ES256')).kid).toBe(above.kid))
    await database.query("update accounts set parent_id = 'acc_root' where id = 'acc_below'")
    await eventually(async () => expect((await current('acc_below', 'live', 'ES256')).kid).toBe(root.kid))
  })

  it('is opened once: who asks again asks the database nothing', async () => {
    const { current } = node()
    const first = await current('acc_below', 'live', 'ES256')
    const before = asked.length
    const begunAt = performance.now()
    const keys = await Promise.all(Array.from({ length: 1_000 }, () => current('acc_below', 'live', 'ES256')))
    expect(keys.every((key) => key === first)).toBe(true)
    // one look at the epoch for each second that has gone by, and nothing for a key
    expect(asked.length - before).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - begunAt) / 1_000))
  })

  it('is stored sealed, for its row alone, and its use is noted', async () => {
    const { current } = node()
    const key = await current('acc_root', 'live', 'ES256')
    await eventually(async () =>
      expect((await database.query('select last_used_at from signing_keys'))[0]!['last_used_at']).toBeInstanceOf(Date),
    )
    const [row] = await database.query('select jwk, sealed from signing_keys')
    expect(row!['jwk']).toEqual(toPublicJwk(key))
    const sealed = row!['sealed'] as Buffer
    expect(sealer.open(sealed, `acc_root|signing_keys|${key.kid}|sealed|1`)).toEqual(
      key.privateKey.export({ format: 'der', type: 'pkcs8' }),
    )
    expect(() => sealer.open(sealed, `acc_above|signing_keys|${key.kid}|sealed|1`)).toThrow()
  })

  it('is published where it can be had from the JWKS of an account, until it is revoked', async () => {
    const { isPublished } = node()
    const { kid } = await give('acc_above')
    const places = ['acc_root', 'acc_above', 'acc_below', 'acc_nobody']
    const published = () => Promise.all(places.map((account) => isPublished(account, kid)))
    expect(await published()).toEqual([false, true, true, false])
    await database.query("update accounts set parent_id = 'acc_root' where id = 'acc_below'")
    await eventually(async () => expect(await published()).toEqual([false, true, false, false]))
    await database.query("update signing_keys set state = 'revoked', sealed = null where kid = $1", [kid])
    await eventually(async () => expect(await published()).toEqual([false, false, false, false]))
  })

  it('is not remembered as published by who read it before it was revoked', async () => {
    const { kid } = await give('acc_below')
    const answers = new EventEmitter()
    let epochs = 0
    let keys = 0
    const query = db.query.withPlugin({
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        if (result.rows.some((row) => 'epoch' in row)) epochs += 1
        else if ((keys += 1) === 1) {
          answers.emit('read')
          await once(answers, 'release')
        }
        return result
      },
    })
    const { isPublished } = createSigningKeys({ db: { ...db, query }, sealer, max: 100, onFault: () => undefined })
    const read = once(answers, 'read')
    const early = isPublished('acc_below', kid)
    await read
    await database.query("update signing_keys set state = 'revoked', sealed = null where kid = $1", [kid])
    await eventually(async () => {
      await isPublished('acc_below', 'another')
      expect(epochs).toBeGreaterThan(1)
    })
    answers.emit('release')
    await early
    expect(await isPublished('acc_below', kid)).toBe(false)
  })

  it('is none for an account that does not exist', async () => {
    await expect(node().current('acc_nobody', 'live', 'ES256')).rejects.toThrow('there is no such account')
  })
})
