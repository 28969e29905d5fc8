import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** A name server that takes every question and answers none. The receivers of the bench have addresses and no names. */
export async function startSilentNameServer(): Promise<{ readonly address: string; readonly stop: () => void }> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    stop: () => {
      socket.close()
    },
  }
}
