import { describe, expect, it } from '@jest/globals'
import { createJwks, createVerifier } from '../../src/verify/index.js'
import { codeOf } from './asking.js'
import { startReceiver } from '../helpers/receiver.js'
import * as signer from './token-signer.js'

const only = (alg: string) => JSON.stringify({ keys: signer.jwks.keys.filter((key) => key.alg === alg) })
const answer = (alg: string, maxAge = 3600) => ({ status: 200, headers: { 'cache-control': `public, max-age=${maxAge}` }, body: only(alg) })

/** Keys at a real address, with a clock that the test moves. */
async function published() {
  const server = await startReceiver()
  let seconds = signer.nowSeconds
  const now = () => new Date(seconds * 1000)
  const keys = createJwks({ url: server.url, now })
  const verify = signer.takesToken(
    createVerifier({ profile: 'jwt-header', keys, algorithms: signer.algorithms, ...signer.parties, now, toleranceSeconds: 300 }),
  )
  return {
    server,
    asked: () => server.received().length,
    pass: (more: number) => (seconds += more),
    ask: async (alg: (typeof signer.algorithms)[number]) =>
      codeOf(verify(await signer.headerToken({ iat: seconds, exp: seconds + 300 }, { alg }))),
  }
}

describe('the keys at an address (S4-5)', () => {
  it('are fetched once for all who wait, and again when their max-age is over', async () => {
    const { server, asked, pass, ask } = await published()
    server.answers(answer('ES256', 600))
    expect(await Promise.all([ask('ES256'), ask('ES256'), ask('ES256')])).toEqual([undefined, undefined, undefined])
    pass(599)
    expect([await ask('ES256'), asked()]).toEqual([undefined, 1])
    pass(1)
    expect([await ask('ES256'), asked()]).toEqual([undefined, 2])
    await server.stop()
  })

  it('are fetched anew for a key that is not known, at most once in five minutes', async () => {
    const { server, asked, pass, ask } = await published()
    server.answers(answer('ES256'), answer('EdDSA'))
    expect(await ask('ES256')).toBeUndefined()
    expect(await Promise.all([ask('EdDSA'), ask('EdDSA')])).toEqual([undefined, undefined])
    expect([await ask('PS256'), await ask('PS256'), asked()]).toEqual(['unknown_key', 'unknown_key', 2])
    pass(299)
    expect([await ask('PS256'), asked()]).toEqual(['unknown_key', 2])
    pass(1)
    expect([await ask('PS256'), asked()]).toEqual(['unknown_key', 3])
    expect([await ask('ES256')]).toEqual(['unknown_key']) // revoked meanwhile
    await server.stop()
  })

  it('that cannot be fetched refuse requests so that they come again, and are asked for every ten seconds', async () => {
    const { server, asked, pass, ask } = await published()
    server.answers(
      503,
      { status: 200, body: 'no json' },
      { status: 200, body: '[]' },
      { status: 302, headers: { location: server.url } },
      answer('ES256', 60),
      503,
    )
    for (const count of [1, 2, 3, 4]) {
      expect([await ask('ES256'), await ask('ES256'), asked()]).toEqual(['keys_unavailable', 'keys_unavailable', count])
      pass(10)
    }
    expect(await ask('ES256')).toBeUndefined()
    expect(await ask('EdDSA')).toBe('keys_unavailable')
    expect(await ask('ES256')).toBeUndefined()
    pass(60)
    expect(await ask('ES256')).toBe('keys_unavailable')
    await server.stop()
  })

  it('are read up to a limit', async () => {
    const { server, ask } = await published()
    server.answers({ status: 200, body: `{"keys":[],"more":"${'x'.repeat(2_000_000)}"}` })
    expect(await ask('ES256')).toBe('keys_unavailable')
    await server.stop()
  })

  it.each(['http://posthorn.example/jwks.json', 'file:///etc/passwd', 'jwks.json', ''])('are not looked for at %j', (url) => {
    expect(() => createJwks({ url })).toThrow('https://')
  })
})
