import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { toExpectation } from '../../src/domain/confirmation/confirmation.js'
import { daysUntil, type Probe, refusalOf, toCheckSteps, toStepText, worstOf } from '../../src/domain/endpoint-check.js'
import type { CheckedStep } from '../../src/domain/endpoint-remedies.js'
import { remedyFor } from '../../src/domain/endpoint-remedies.js'
import type { Answer } from '../../src/domain/delivery-types.js'
import { judge } from '../../src/domain/judge.js'
import { toPin } from '../../src/domain/pinning.js'

const any2xx = toExpectation({ name: 'http-2xx' })
const now = new Date('2026-11-21T12:00:00Z')
const days = (count: number) => new Date(now.getTime() + count * 86_400_000)
const timings = { dnsMs: 1.5, connectMs: 2, tlsMs: 3.5, firstByteMs: 9, totalMs: 10 }
const certificate = { issuer: 'R11', from: days(-30), until: days(60), chainLength: 2 }
const response = (status: number): Answer => ({
  kind: 'response',
  status,
  headers: {},
  body: Buffer.alloc(0),
  bodyTruncated: false,
  timings,
  address: '192.0.2.7',
})
const pinged = (answer: Answer): Pick<Probe, 'ping'> => ({
  ping: { id: 'ntf_1', answer, judgement: judge(answer, any2xx, () => ({ webhookId: 'ntf_1', correlationId: 'c' })) },
})
const aProbe = (probe: Partial<Probe> = {}): Probe => ({
  host: 'shop.example',
  urlWarnings: [],
  addresses: ['192.0.2.7'],
  address: '192.0.2.7',
  pin: toPin('enforce', ['192.0.2.7']),
  tls: { protocol: 'TLSv1.3', verified: true, certificate },
  timings: { ...timings, firstByteMs: null, totalMs: 7 },
  ...pinged(response(200)),
  ...probe,
})
const stepsOf = (probe: Partial<Probe> = {}) => toCheckSteps(aProbe(probe), now)
const stepOf = (step: CheckedStep, probe: Partial<Probe> = {}) => stepsOf(probe).find((one) => one.step === step)
const statusesOf = (probe: Partial<Probe> = {}) => stepsOf(probe).map(({ status }) => status)

describe('an endpoint check (S2-3)', () => {
  it('is ok in every step, each with what was seen', () => {
    const steps = stepsOf()
    expect(new Set(steps.map(({ status }) => status))).toEqual(new Set(['ok']))
    expect(worstOf(steps)).toBe('ok')
    expect(steps.map(({ step, durationMs }) => [step, durationMs])).toEqual([
      ['url', null],
      ['dns', 1.5],
      ['address', null],
      ['registered', null],
      ['tcp', 2],
      ['tls', 3.5],
      ['ping', null],
      ['answer', 3],
      ['confirmation', null],
    ])
    expect(steps.every(({ remedy }) => remedy === null)).toBe(true)
    expect(steps[5]?.seen).toBe('TLSv1.3, chain of 2 certificates, issued by R11, expires in 60 days')
  })

  it.each([
    ['url', 'URL not allowed: not a URL', 'not a URL', null],
    ['dns', 'DNS: host not found', 'host not found', 1.5],
    ['address', 'address not allowed: 10.0.0.1 is not a public address', '10.0.0.1 is not a public address', null],
    [
      'registered',
      'address_not_registered: a.example leads to 192.0.2.7: not on the list',
      'a.example leads to 192.0.2.7: not on the list',
      null,
    ],
    ['tcp', 'connection refused', 'connection refused', 2],
    ['tls', 'TLS: certificate has expired', 'certificate has expired', 3.5],
  ] as const)('ends at %s, and comes to nothing after it', (...[step, reason, seen, durationMs]) => {
    const steps = stepsOf({ stopped: { step, reason }, ping: undefined })
    const at = steps.findIndex((one) => one.step === step)
    expect(steps[at]).toEqual({ step, status: 'failed', seen, durationMs, remedy: expect.any(String) })
    expect(new Set(steps.slice(at + 1).map(({ status }) => status))).toEqual(new Set(['skipped']))
    expect(worstOf(steps)).toBe('failed')
  })

  it('warns of a URL, and of a certificate that should have been renewed', () => {
    expect(stepOf('url', { urlWarnings: ['http: the events travel unencrypted'] })).toMatchObject({ status: 'warning' })
    const expiring = (from: number, until: number) =>
      stepOf('tls', {
        tls: { protocol: 'TLSv1.2', verified: true, certificate: { issuer: 'R11', from: days(from), until: days(until), chainLength: 1 } },
      })?.status
    expect([expiring(-80, 10), expiring(-1, 5), expiring(-60, 30)]).toEqual(['warning', 'ok', 'ok'])
    expect(worstOf(stepsOf({ urlWarnings: ['x'] }))).toBe('warning')
    expect(stepOf('tls', { tls: { protocol: 'TLSv1.3', verified: false, certificate } })).toMatchObject({
      status: 'warning',
      seen: expect.stringContaining('self-signed, and accepted'),
      remedy: expect.stringContaining('for tests'),
    })
  })

  it('S0-14: compares the addresses with the list, and says which to register', () => {
    const addresses = ['192.0.2.7', '192.0.2.8', '192.0.2.9']
    expect(stepOf('registered', { addresses })).toEqual({
      step: 'registered',
      status: 'warning',
      seen: 'shop.example leads to 192.0.2.8, 192.0.2.9: not on the list; pinMode is enforce',
      durationMs: null,
      remedy: 'Register 192.0.2.8, 192.0.2.9 (ipAddresses) if they are yours, or let the host resolve to registered addresses only.',
    })
    expect(stepOf('registered')).toMatchObject({ status: 'ok' })
    for (const pin of [undefined, toPin('off', [])]) expect(stepOf('registered', { pin })).toMatchObject({ status: 'skipped' })
  })

  it('has no TLS over http, and says which addresses there are, not too many', () => {
    expect(stepOf('tls', { tls: null })).toMatchObject({ status: 'skipped' })
    const many = Array.from({ length: 10 }, (_, i) => `192.0.2.${String(i)}`)
    expect(stepOf('dns', { addresses: many })?.seen).toMatch(/192\.0\.2\.7 and 2 more$/)
    const denied = stepsOf({ stopped: { step: 'address', reason: 'denied' }, addresses: [] })
    expect(denied[1]).toMatchObject({ status: 'ok', seen: 'shop.example has addresses' })
  })

  it('tells an answer that does not confirm from none at all, and from a ping that was not sent', () => {
    expect(stepsOf(pinged(response(404))).slice(6)).toMatchObject([
      { status: 'ok' },
      { status: 'ok', seen: 'HTTP 404' },
      { status: 'failed', seen: 'not confirmed: HTTP 404', remedy: expect.stringContaining('path') },
    ])
    const late: Answer = { kind: 'timeout', reason: 'no answer within 10 s', timings, address: null }
    expect(statusesOf(pinged(late)).slice(6)).toEqual(['ok', 'failed', 'skipped'])
    const unsendable: Answer = { kind: 'refused', reason: 'a header', timings, address: null }
    expect(statusesOf(pinged(unsendable)).slice(6)).toEqual(['failed', 'skipped', 'skipped'])
    expect(statusesOf({ ping: undefined }).slice(6)).toEqual(['skipped', 'skipped', 'skipped'])
    const unsent = 'token endpoint: HTTP 401: invalid_client'
    expect(statusesOf({ ping: undefined, unsent }).slice(6)).toEqual(['failed', 'skipped', 'skipped'])
    expect(stepOf('ping', { ping: undefined, unsent })).toMatchObject({ seen: unsent, remedy: expect.stringContaining('clientSecret') })
    expect(stepOf('ping', { ping: undefined, withoutPing: 'not yet' })?.seen).toBe('not yet')
    expect(
      stepOf('answer', { ...pinged(response(200)), timings: { ...timings, dnsMs: null, connectMs: null, tlsMs: null } }),
    ).toMatchObject({
      durationMs: 10,
    })
  })

  it('refuses an activation for what can never work, and when it is required for whatever failed', () => {
    const unreachable = stepsOf({ stopped: { step: 'tcp', reason: 'connection refused' }, ping: undefined })
    const unknown = stepsOf({ stopped: { step: 'dns', reason: 'DNS: host not found' }, ping: undefined })
    expect([refusalOf(unreachable, false), refusalOf(stepsOf(), true)]).toEqual([undefined, undefined])
    expect([refusalOf(unreachable, true)?.step, refusalOf(unknown, false)?.step]).toEqual(['tcp', 'dns'])
  })

  it('reads as a sentence', () => {
    expect(toStepText({ step: 'tcp', status: 'failed', seen: 'connection refused', durationMs: 1, remedy: 'Start it.' })).toBe(
      'tcp: connection refused. Start it.',
    )
    expect(toStepText({ step: 'tcp', status: 'ok', seen: 'connected', durationMs: 1, remedy: null })).toBe('tcp: connected.')
  })

  it('has a remedy for whatever is seen, in one or two sentences', () => {
    const steps: readonly CheckedStep[] = ['url', 'dns', 'address', 'registered', 'tcp', 'tls', 'ping', 'answer', 'confirmation']
    fc.assert(
      fc.property(fc.constantFrom(...steps), fc.string(), (step, seen) => {
        expect(remedyFor(step, seen)).toMatch(/^[A-Z].*[.)]$/)
      }),
    )
  })

  it('counts whole days', () => {
    expect([daysUntil(days(1.5), now), daysUntil(days(-0.5), now)]).toEqual([1, -1])
  })
})
