import type { Answer, Judgement, Timings } from './delivery-types.js'
import { type CheckedStep, remedyFor } from './endpoint-remedies.js'
import { notRegistered, type Pin, toNotRegisteredText } from './pinning.js'

export type { CheckedStep }
export type StepStatus = 'ok' | 'warning' | 'failed' | 'skipped'

/** One step of an endpoint check, in words for an integrator: never a URL path, a secret or a payload. */
export interface CheckStep {
  readonly step: CheckedStep
  readonly status: StepStatus
  readonly seen: string
  /** Null where no time was measured. */
  readonly durationMs: number | null
  /** What to do about it; null when there is nothing to do. */
  readonly remedy: string | null
}

/** The certificate a receiver showed, verified. `issuer` is the receiver's text. */
export interface SeenCertificate {
  readonly issuer: string
  readonly from: Date
  readonly until: Date
  /** Certificates that were sent with it, itself included. */
  readonly chainLength: number
}

/** `verified` is false where a certificate was accepted that nobody vouches for. */
export interface SeenTls {
  readonly protocol: string
  readonly verified: boolean
  readonly certificate: SeenCertificate
}

/** What was seen on the way to an endpoint; steps that were not come to are absent. */
export interface Probe {
  readonly host: string
  readonly urlWarnings: readonly string[]
  /** Where it ended before the receiver was asked. */
  readonly stopped?: { readonly step: 'url' | 'dns' | 'address' | 'registered' | 'tcp' | 'tls'; readonly reason: string } | undefined
  readonly addresses: readonly string[]
  readonly address: string | null
  /** The registered addresses. */
  readonly pin?: Pin | undefined
  readonly tls: SeenTls | null
  readonly timings: Timings
  /** The test.ping and what came of it; absent when none was sent. */
  readonly ping?: { readonly id: string; readonly answer: Answer; readonly judgement: Judgement } | undefined
  /** Why none is sent, when it is left out on purpose. */
  readonly withoutPing?: string | undefined
  /** Why none could be sent: there is no token, or no key to encrypt to, that the receiver asks for. */
  readonly unsent?: string | undefined
}

const order: readonly CheckedStep[] = ['url', 'dns', 'address', 'registered', 'tcp', 'tls', 'ping', 'answer', 'confirmation']
const shownAddresses = 8

/** The steps of a check, in order: what was seen of each, and what to do about it (S2-3). */
export function toCheckSteps(probe: Probe, now: Date): CheckStep[] {
  const looks: Readonly<Record<CheckedStep, () => Look>> = {
    url: () => (probe.urlWarnings.length > 0 ? warning(probe.urlWarnings.join('; ')) : ok('allowed')),
    dns: () =>
      timed(ok(probe.addresses.length > 0 ? toAddressesText(probe.addresses) : `${probe.host} has addresses`), probe.timings.dnsMs),
    address: () => ok('allowed'),
    registered: () => lookAtRegistered(probe),
    tcp: () => timed(ok(`connected to ${String(probe.address)}`), probe.timings.connectMs),
    tls: () => timed(lookAtTls(probe, now), probe.timings.tlsMs),
    ping: () => lookAtPing(probe),
    answer: () => lookAtAnswer(probe),
    confirmation: () => lookAtConfirmation(probe),
  }
  const end = probe.stopped ? order.indexOf(probe.stopped.step) : order.length
  return order.map((step, at) => toStep(step, at > end ? skipped('not come to') : at === end ? lookAtEnd(probe) : looks[step]()))
}

/** The worst of the steps. */
export function worstOf(steps: readonly CheckStep[]): 'ok' | 'warning' | 'failed' {
  const has = (status: StepStatus) => steps.some((step) => step.status === status)
  return has('failed') ? 'failed' : has('warning') ? 'warning' : 'ok'
}

/** Steps without which nothing can ever be delivered: whatever answers there is not asked. */
const essential: readonly CheckedStep[] = ['url', 'dns', 'address', 'registered']

/** The step for which an activation is refused: any that failed, or, unless the check is required, one of the first four. */
export const refusalOf = (steps: readonly CheckStep[], required: boolean): CheckStep | undefined =>
  steps.find(({ status, step }) => status === 'failed' && (required || essential.includes(step)))

/** "dns: host not found. What to do about it." */
export const toStepText = ({ step, seen, remedy }: CheckStep): string => `${step}: ${seen}.${remedy === null ? '' : ` ${remedy}`}`

/** Whole days that are left; negative when there are none. */
export const daysUntil = (until: Date, now: Date): number => Math.floor((until.getTime() - now.getTime()) / dayMs)

const dayMs = 86_400_000

type Look = Pick<CheckStep, 'status' | 'seen' | 'durationMs'>
const look =
  (status: StepStatus) =>
  (seen: string): Look => ({ status, seen, durationMs: null })
const [ok, warning, failed, skipped] = [look('ok'), look('warning'), look('failed'), look('skipped')] as const
const timed = (seen: Look, durationMs: number | null): Look => ({ ...seen, durationMs })

function toStep(step: CheckedStep, { status, seen, durationMs }: Look): CheckStep {
  return { step, status, seen, durationMs, remedy: status === 'failed' || status === 'warning' ? remedyFor(step, seen) : null }
}

function lookAtEnd({ stopped, timings }: Probe): Look {
  const { step, reason } = stopped as NonNullable<Probe['stopped']>
  const durations = { url: null, dns: timings.dnsMs, address: null, registered: null, tcp: timings.connectMs, tls: timings.tlsMs }
  return timed(failed(reason.replace(/^(?:URL not allowed|DNS|address not allowed|address_not_registered|TLS): /, '')), durations[step])
}

function toAddressesText(addresses: readonly string[]): string {
  const more = addresses.length - shownAddresses
  return `resolves to ${addresses.slice(0, shownAddresses).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`
}

/** With `enforce` a host that leads to none of them was not dialled: the check has ended here. */
function lookAtRegistered({ host, addresses, pin }: Probe): Look {
  if (!pin || pin.blocks.length === 0) return skipped('no addresses are registered')
  const missing = notRegistered(addresses, pin)
  if (missing.length === 0) return ok('all of them are on the list')
  return warning(`${toNotRegisteredText(host, missing)}; pinMode is ${pin.mode}`)
}

/** A certificate that should have been renewed by now: less than three weeks, and less than a third of its life, is left. */
function lookAtTls({ tls }: Probe, now: Date): Look {
  if (!tls) return skipped('the endpoint is http: nothing is encrypted')
  const { issuer, from, until, chainLength } = tls.certificate
  const days = daysUntil(until, now)
  const lifeDays = daysUntil(until, from)
  const chain = `${String(chainLength)} ${chainLength === 1 ? 'certificate' : 'certificates'}`
  const seen = `${tls.protocol}, chain of ${chain}, issued by ${issuer}, expires in ${String(days)} days`
  if (!tls.verified) return warning(`${seen}; it is self-signed, and accepted`)
  return days < 21 && days * 3 < lifeDays ? warning(seen) : ok(seen)
}

function lookAtPing({ ping, unsent, withoutPing = 'not sent' }: Probe): Look {
  if (unsent !== undefined) return failed(unsent)
  if (!ping) return skipped(withoutPing)
  if (ping.answer.kind === 'refused') return failed(ping.answer.reason)
  return ok(`a signed test.ping was sent as ${ping.id}`)
}

function lookAtAnswer({ ping, timings }: Probe): Look {
  if (!ping || ping.answer.kind === 'refused') return skipped('nothing was asked')
  const { answer } = ping
  const durationMs = answer.kind === 'response' ? since(answer.timings, timings) : null
  return timed(answer.kind === 'response' ? ok(`HTTP ${String(answer.status)}`) : failed(answer.reason), durationMs)
}

/** From the open connection to the end of the answer. */
function since({ totalMs }: Timings, { dnsMs, connectMs, tlsMs }: Timings): number {
  return Math.max(0, Math.round((totalMs - (dnsMs ?? 0) - (connectMs ?? 0) - (tlsMs ?? 0)) * 10) / 10)
}

function lookAtConfirmation({ ping }: Probe): Look {
  if (ping?.answer.kind !== 'response') return skipped('there is no answer')
  const { outcome, reason } = ping.judgement
  return outcome === 'confirmed' ? ok('the receiver has confirmed the test.ping') : failed(`not confirmed: ${reason}`)
}
