import { describe, expect, it } from '@jest/globals'
import { X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { createTlsContexts } from '../../src/delivery/outbound/tls-terms.js'
import { usualTls } from '../../src/domain/receiver-tls.js'
import { partsOf } from '../helpers/der.js'
import { aRequest, outcomeOf, withPost } from './asking.js'
import { aCertificate, type Certificate } from './certificates.js'
import { answer, answering, withPeer } from './peer.js'

const operators = aCertificate({ name: 'Operator', authority: true })
const nobodys = aCertificate({ name: 'Nobody', authority: true })
const ours = aCertificate({ name: 'Posthorn', issuer: operators })
const certificate = { chain: ours.cert, key: ours.key }
const receiver = { name: '127.0.0.1' }

/** A receiver that says that a public authority has issued its certificate: whoever knows that one sees that it has not. */
function forged(): Certificate {
  const root = rootCertificates
    .map((pem) => new X509Certificate(pem))
    .find(({ publicKey, validTo }) => publicKey.asymmetricKeyType === 'ec' && Date.parse(validTo) > Date.now())
  const [info] = partsOf(root!.raw)
  const [, , , , , subject] = partsOf(info!)
  return aCertificate({ ...receiver, claimedIssuer: subject! })
}

describe("the operator's authorities", () => {
  it('cost one context for all receivers that need no certificate and no authorities of their own', () => {
    const contextOf = createTlsContexts([operators.cert])
    const usual = contextOf(undefined)
    const isUsual = (terms: object) => contextOf({ ...usualTls, ...terms }) === usual
    expect([isUsual({ pins: ['a'] }), isUsual({ acceptSelfSigned: true })]).toEqual([true, true])
    expect([isUsual({ authorities: nobodys.cert }), isUsual({ certificate })]).toEqual([false, false])
  })

  it.each([
    ['without a certificate of ours', undefined],
    ['with one', { ...usualTls, certificate }],
  ])('are trusted beside the public ones, %s', async (_, tls) => {
    const ask = (shown: Certificate, trusted: readonly string[]) =>
      withPeer(
        answering(answer(200)),
        ({ port }) =>
          withPost(async (post) => outcomeOf(await post(aRequest(port, { url: `https://127.0.0.1:${String(port)}/`, tls }))), {
            trustedAuthorities: trusted,
          }),
        { tls: shown },
      )
    for (const trusted of [[operators.cert], [nobodys.cert, operators.cert], [nobodys.cert + operators.cert]]) {
      expect(await ask(aCertificate({ ...receiver, issuer: operators }), trusted)).toBe('HTTP 200')
      expect(await ask(forged(), trusted)).toBe('unreachable: TLS: certificate signature is wrong')
      expect(await ask(aCertificate({ ...receiver, issuer: aCertificate({ name: 'Else', authority: true }) }), trusted)).toContain(
        'authority unknown',
      )
    }
    // nor are they those of everybody in this process
    expect(await ask(aCertificate({ ...receiver, issuer: operators }), [])).toContain('authority unknown')
  })
})
