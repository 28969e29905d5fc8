import { describe, expect, it } from '@jest/globals'
import { Client } from 'undici'
import type { Connection } from '../../src/delivery/outbound/connection.js'
import { createIdlePool } from '../../src/delivery/outbound/idle.js'
import type { Lane } from '../../src/delivery/outbound/lane.js'
import { maxIdleConnections } from '../../src/delivery/outbound/limits.js'

const client = new Client('http://127.0.0.1:1')
const aLane = (): Lane => ({
  poolKey: 'sub_1:1',
  url: 'http://127.0.0.1:1/',
  target: { origin: 'http://127.0.0.1:1', path: '/', secure: false, host: '127.0.0.1', port: 1 },
  idle: [],
  closed: false,
})

/** A connection that is past its time as soon as a test says so. */
function aConnection() {
  const state = { reusable: true, destroyed: false }
  const connection: Connection = {
    address: '127.0.0.1',
    client,
    begin: () => undefined,
    answered: () => undefined,
    alert: () => undefined,
    isReusable: () => state.reusable,
    destroy: () => {
      state.destroyed = true
    },
  }
  return { connection, state }
}

describe('idle connections', () => {
  it('are given back latest first, so that the others can run out', () => {
    const [pool, lane, one, two] = [createIdlePool(), aLane(), aConnection(), aConnection()]
    pool.put(lane, one.connection)
    pool.put(lane, two.connection)
    expect([pool.take(lane), pool.take(lane), pool.take(lane)]).toEqual([two.connection, one.connection, undefined])
  })

  it('that are past their time are closed instead of given back', () => {
    const [pool, lane, old] = [createIdlePool(), aLane(), aConnection()]
    pool.put(lane, old.connection)
    old.state.reusable = false
    expect(pool.take(lane)).toBeUndefined()
    expect(old.state.destroyed).toBe(true)
  })

  it('that are gone are forgotten', () => {
    const [pool, lane, one, two] = [createIdlePool(), aLane(), aConnection(), aConnection()]
    pool.put(lane, one.connection)
    pool.put(lane, two.connection)
    pool.forget(lane, one.connection)
    pool.forget(lane, one.connection)
    expect([pool.take(lane), pool.take(lane)]).toEqual([two.connection, undefined])
  })

  it('are not kept beyond their number, nor by a closed lane or pool', () => {
    const [pool, lane, last] = [createIdlePool(), aLane(), aConnection()]
    for (let count = 0; count < maxIdleConnections; count += 1) pool.put(lane, aConnection().connection)
    pool.put(lane, last.connection)
    expect(last.state.destroyed).toBe(true)
    pool.take(lane)

    const [inClosedLane, closedLane] = [aConnection(), { ...aLane(), closed: true }]
    pool.put(closedLane, inClosedLane.connection)
    expect(inClosedLane.state.destroyed).toBe(true)

    const late = aConnection()
    pool.close()
    pool.put(lane, late.connection)
    expect(late.state.destroyed).toBe(true)
  })
})
