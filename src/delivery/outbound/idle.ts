import type { Connection } from './connection.js'
import type { Lane } from './lane.js'
import { maxIdleConnections } from './limits.js'

/** Connections that wait for the next POST of their own lane; the latest used goes first, so that the others can run out. */
export interface IdlePool {
  take(lane: Lane): Connection | undefined
  /** Keeps the connection, or closes it when it must not serve again. */
  put(lane: Lane, connection: Connection): void
  /** The connection is gone, whoever closed it. */
  forget(lane: Lane, connection: Connection): void
  /** From now on nothing is kept. */
  close(): void
}

export function createIdlePool(): IdlePool {
  const all = new Set<Connection>()
  let closed = false
  const mayKeep = (lane: Lane, connection: Connection): boolean =>
    !closed && !lane.closed && all.size < maxIdleConnections && connection.isReusable()
  return {
    take: (lane) => {
      for (let connection = lane.idle.pop(); connection !== undefined; connection = lane.idle.pop()) {
        all.delete(connection)
        if (connection.isReusable()) return connection
        connection.destroy()
      }
      return undefined
    },
    put: (lane, connection) => {
      if (!mayKeep(lane, connection)) {
        connection.destroy()
        return
      }
      all.add(connection)
      lane.idle.push(connection)
    },
    forget: (lane, connection) => {
      if (all.delete(connection)) lane.idle.splice(lane.idle.indexOf(connection), 1)
    },
    close: () => {
      closed = true
    },
  }
}
