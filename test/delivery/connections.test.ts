import { describe, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { aRequest, outcomeOf, withPost } from './asking.js'
import { answer, answering, withPeer } from './peer.js'

describe('connections', () => {
  it('are reused within one version of a subscription', async () => {
    await withPeer(answering(answer(200, 'ok')), async (peer) => {
      await withPost(async (post) => {
        for (let count = 0; count < 5; count += 1) expect(outcomeOf(await post(aRequest(peer.port)))).toBe('HTTP 200')
        expect(peer.opened()).toBe(1)
      })
    })
  })

  it('serve one POST at a time', async () => {
    await withPeer(answering(answer(200)), async (peer) => {
      await withPost(async (post) => {
        await Promise.all(Array.from({ length: 5 }, () => post(aRequest(peer.port))))
        expect(peer.opened()).toBe(5)
        await Promise.all(Array.from({ length: 5 }, () => post(aRequest(peer.port))))
        expect(peer.opened()).toBe(5)
      })
    })
  })

  it('are never shared by two subscriptions', async () => {
    await withPeer(answering(answer(200)), async (peer) => {
      await withPost(async (post) => {
        await post(aRequest(peer.port, { poolKey: 'sub_1:1' }))
        await post(aRequest(peer.port, { poolKey: 'sub_2:1' }))
        expect(peer.opened()).toBe(2)
      })
    })
  })

  it('are closed when the subscription has a newer version', async () => {
    await withPeer(answering(answer(200)), async (peer) => {
      await withPost(async (post) => {
        await post(aRequest(peer.port, { poolKey: 'sub_1:1' }))
        await post(aRequest(peer.port, { poolKey: 'sub_1:2' }))
        expect(peer.opened()).toBe(2)
        await eventually(() => {
          expect(peer.open()).toBe(1)
        })
      })
    })
  })

  it('are closed after a POST that began under the older version', async () => {
    let release = (): void => undefined
    await withPeer(
      (socket, _request, number) => {
        if (number === 1) release = () => socket.write(answer(200))
        else socket.write(answer(200))
      },
      async (peer) => {
        await withPost(async (post) => {
          const old = post(aRequest(peer.port, { poolKey: 'sub_1:1' }))
          await eventually(() => {
            expect(peer.received()).toHaveLength(1)
          })
          await post(aRequest(peer.port, { poolKey: 'sub_1:2' }))
          release()
          expect(outcomeOf(await old)).toBe('HTTP 200')
          await eventually(() => {
            expect(peer.open()).toBe(1)
          })
        })
      },
    )
  })

  it('that the receiver closes without saying so are replaced', async () => {
    await withPeer(
      (socket) => {
        socket.end(answer(200))
      },
      async (peer) => {
        await withPost(async (post) => {
          for (let count = 0; count < 20; count += 1) expect(outcomeOf(await post(aRequest(peer.port)))).toBe('HTTP 200')
        })
      },
    )
  })

  it('are not kept when the receiver says close', async () => {
    await withPeer(answering(answer(200, '', ['connection: close'])), async (peer) => {
      await withPost(async (post) => {
        await post(aRequest(peer.port))
        await eventually(() => {
          expect(peer.open()).toBe(0)
        })
      })
    })
  })

  it('are closed after a timeout', async () => {
    await withPeer(
      () => undefined,
      async (peer) => {
        await withPost(async (post) => {
          await post(aRequest(peer.port, { deadlineMs: 100 }))
          await eventually(() => {
            expect(peer.open()).toBe(0)
          })
        })
      },
    )
  })

  it('are closed with the client; a POST under way still ends', async () => {
    let release = (): void => undefined
    await withPeer(
      (socket, _request, number) => {
        if (number === 2) release = () => socket.write(answer(200))
        else socket.write(answer(200))
      },
      async (peer) => {
        await withPost(async (post) => {
          await post(aRequest(peer.port, { poolKey: 'sub_1:1' }))
          const late = post(aRequest(peer.port, { poolKey: 'sub_2:1' }))
          await eventually(() => {
            expect(peer.received()).toHaveLength(2)
          })
          await post.close()
          await eventually(() => {
            expect(peer.open()).toBe(1)
          })
          release()
          expect(outcomeOf(await late)).toBe('HTTP 200')
          await eventually(() => {
            expect(peer.open()).toBe(0)
          })
        })
      },
    )
  })
})
