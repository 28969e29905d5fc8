import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Received, ReceiverOrder } from './receiver.js'

/** The demo receiver, in a process of its own. */
export interface ReceiverProcess {
  readonly url: string
  stop(): void
}

const program = fileURLToPath(new URL('../../bin/demo-receiver.js', import.meta.url))

/** Starts it and waits until it listens. It ends with this process, whatever happens to it. */
export function startReceiverProcess(order: ReceiverOrder, onReceived: (received: Received) => void): Promise<ReceiverProcess> {
  const receiver = fork(program, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env: {} })
  receiver.send(order)
  return new Promise((resolve, reject) => {
    receiver.once('exit', () => {
      reject(new Error(`The demo receiver ended: is port ${order.port} taken?`))
    })
    receiver.on('message', (message) => {
      if (message === 'listening') resolve({ url: `http://127.0.0.1:${order.port}/webhooks`, stop: () => receiver.kill('SIGKILL') })
      else onReceived(message as Received)
    })
  })
}
