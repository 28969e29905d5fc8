import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { decideLook, expiryWarnings, tellAt, toExpiryText, type WatchedCertificate } from '../../src/domain/certificate-expiry.js'

const now = new Date('2026-11-21T12:00:00Z')
const days = (count: number) => new Date(now.getTime() + count * 86_400_000)
const certificate = (from: number, until: number, use: WatchedCertificate['use'] = 'client'): WatchedCertificate => ({
  use,
  fingerprint: `${String(from)} ${String(until)}`,
  from: days(from),
  until: days(until),
})

describe('certificates that end', () => {
  it('are told of 30 days before, and those with a short life when a third of it is left', () => {
    expect(tellAt(certificate(-300, 65))).toEqual(days(35))
    expect(tellAt(certificate(-6, 3))).toEqual(days(0))
    expect(tellAt(certificate(0, 30))).toEqual(days(20))
  })

  it('are told of once each, and looked at again when the next one is due', () => {
    const [soon, ended, later, latest] = [
      certificate(-300, 20),
      certificate(-90, -1, 'encryption'),
      certificate(-1, 400, 'authority'),
      certificate(-1, 500),
    ]
    const first = decideLook([soon, soon, ended, later, latest], [], now)
    expect(first).toMatchObject({ tell: [soon, ended], nextAt: days(370) })
    expect(decideLook([soon, ended, later], first.told, now)).toEqual({ ...first, tell: [] })
    const renewed = certificate(-1, 21)
    expect(decideLook([renewed], first.told, days(15)).tell).toEqual([renewed])
    expect(decideLook([], first.told, now)).toEqual({ tell: [], told: [], nextAt: null })
  })

  it('are told of each, however many end at the same moment', () => {
    const one = certificate(-300, 20, 'authority')
    const other = { ...one, fingerprint: 'other' }
    const ours = certificate(-300, 20)
    expect(decideLook([one, other, ours], [], now).tell).toEqual([one, other, ours])
    expect(decideLook([one, other, ours], decideLook([one], [], now).told, now).tell).toEqual([other, ours])
  })

  it('whatever they are, are told of exactly once over all looks, and never later than they end', () => {
    const any = fc
      .record({ from: fc.integer({ min: -1000, max: 0 }), life: fc.integer({ min: 1, max: 2000 }) })
      .map(({ from, life }) => certificate(from, from + life))
    fc.assert(
      fc.property(fc.array(any, { maxLength: 6 }), (certificates) => {
        const heard: WatchedCertificate[] = []
        let told: readonly string[] = []
        for (let at: Date | null = now, looks = 0; at !== null; looks++) {
          expect(looks).toBeLessThan(10)
          const look = decideLook(certificates, told, at)
          for (const one of look.tell) expect(at <= one.until || one.until <= now).toBe(true)
          heard.push(...look.tell)
          told = look.told
          at = look.nextAt
        }
        const names = (list: readonly WatchedCertificate[]) => [...new Set(list.map(({ fingerprint }) => fingerprint))].sort()
        expect(heard).toHaveLength(names(heard).length)
        expect(names(heard)).toEqual(names(certificates))
      }),
    )
  })

  it('are described with what to do', () => {
    expect(toExpiryText(certificate(-300, 20), now)).toBe(
      `the client certificate ends at ${days(20).toISOString()}: ask for a new one and install it`,
    )
    expect(expiryWarnings([certificate(-90, -1, 'encryption'), certificate(-1, 400, 'authority')], now)).toEqual([
      `the certificate that payloads are encrypted to ended at ${days(-1).toISOString()}: replace it`,
    ])
  })
})
