import { describe, expect, it } from '@jest/globals'
import { aRequest, outcomeOf, withPost } from './asking.js'
import { type Answering, answer, withPeer } from './peer.js'

const head = 'HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n'
const ask = (peer: Answering, readsBody = true) => withPeer(peer, ({ port }) => withPost((post) => post(aRequest(port, { readsBody }))))

describe('a body that has to confirm (S2-14)', () => {
  it('is kept as far as it is read: 64 KiB', async () => {
    const received = await ask((socket) => socket.write(`${head}${'a'.repeat(100_000)}`))
    expect(received).toMatchObject({ kind: 'response', status: 200, bodyTruncated: true })
    expect(received.kind === 'response' && received.body.length).toBe(65_536)
  })

  it('is waited for no longer than 2 s, and judged by what has come', async () => {
    const received = await ask((socket) => socket.write(`${head}[accepted]`))
    expect(received).toMatchObject({ kind: 'response', status: 200, bodyLate: true })
    expect(received.kind === 'response' && received.body.toString()).toBe('[accepted]')
  })

  it('is nothing but a body when the status says no', async () => {
    const received = await withPeer(
      (socket) => socket.write(head.replace('200 OK', '500 No')),
      ({ port }) => withPost((post) => post(aRequest(port, { readsBody: true, deadlineMs: 2_500 }))),
    )
    expect(outcomeOf(received)).toBe('timeout: answer (HTTP 500) not complete within 2.5 s')
  })

  it('that comes at once leaves nothing behind', async () => {
    const received = await ask((socket) => socket.write(answer(200, 'OK')))
    expect(received).not.toHaveProperty('bodyLate')
  })
})
