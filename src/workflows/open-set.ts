import type { Ask, Asked, Decision, DeliverResult, Member, StopState } from '../domain/deliver-types.js'

interface OpenMember {
  readonly notification: string
  number: number
  /** Milliseconds since the epoch; Infinity while held. */
  dueAt: number
  note: string
  openRound?: string | undefined
  cancel?: string | undefined
  hold?: boolean | undefined
  /** A signal wants the attempt of this number, or the next, at once, whatever is decided on the one before. */
  retryNow?: number | undefined
}

/** The notifications a workflow still owns, in the order of its input, and what it learnt of the others. Pure: time is an argument. */
export interface OpenSet {
  readonly size: number
  nextDueAt(): number
  /** Of the member that is due next: what the operator reads on the timer. */
  waitingFor(): string
  due(now: number): Ask[]
  /** Takes what was decided on an ask; returns what goes with a member that leaves: what is still asked for. */
  settle(ask: Ask, decision: Decision, now: number): Asked
  /** Applies a change to one member, or to the only one when `id` is absent; false when it is not here. */
  steer(id: string | undefined, change: (member: OpenMember) => void): boolean
  movedAway(id: string): boolean
  /** How the only member ended, when it did not end delivered. */
  stopped(): { state: StopState; note: string } | undefined
  list(): { notification: string; attempt: number; dueAt: number; note: string }[]
  result(): DeliverResult
}

export function openSet(members: readonly Member[], now: number): OpenSet {
  const open = new Map(members.map((member) => [member.id, toOpenMember(member, now)]))
  const left = createLeft()
  const next = () =>
    [...open.values()].reduce<OpenMember | undefined>((first, member) => (first && first.dueAt <= member.dueAt ? first : member), undefined)
  const find = (id: string | undefined) => (id !== undefined ? open.get(id) : open.size === 1 ? next() : undefined)

  return {
    get size() {
      return open.size
    },
    nextDueAt: () => next()?.dueAt ?? Infinity,
    waitingFor() {
      const member = next()
      if (!member) return ''
      return `attempt ${String(member.number)} at ${clockTime(member.dueAt)}: ${member.note}${open.size > 1 ? ` (and ${String(open.size - 1)} more)` : ''}`
    },
    due: (at) => [...open.values()].filter((member) => member.dueAt <= at).map(ask),
    settle(ask, decision, at) {
      const member = open.get(ask.notification)
      if (!member) return {}
      if (stays(member, ask, decision)) {
        keep(member, ask, { decision, at })
        return {}
      }
      open.delete(ask.notification)
      left.add(ask.notification, decision)
      return stillAsked(member, ask)
    },
    steer(id, change) {
      const member = find(id)
      if (member) change(member)
      return member !== undefined
    },
    list: () => [...open.values()].map(({ notification, number, dueAt, note }) => ({ notification, attempt: number, dueAt, note })),
    ...left,
  }
}

/** What became of the members that have left. */
function createLeft() {
  const moved = new Set<string>()
  const ended = { delivered: 0, released: 0 }
  let stop: { state: StopState; note: string } | undefined
  return {
    add(id: string, decision: Decision) {
      if (decision.kind === 'delivered') ended.delivered++
      else if (decision.kind === 'released') ended.released++
      else if (decision.alone) moved.add(id)
      else if (decision.kind === 'stop') stop = { state: decision.state, note: decision.note }
    },
    movedAway: (id: string) => moved.has(id),
    stopped: () => stop,
    result: (): DeliverResult => ({ delivered: ended.delivered, moved: moved.size, released: ended.released }),
  }
}

/** A round opened while the attempt was under way keeps a member that has ended. */
function stays(member: OpenMember, ask: Ask, decision: Decision): decision is Exclude<Decision, { kind: 'released' }> {
  if (decision.kind === 'released' || 'alone' in decision) return false
  return decision.kind === 'retry' || decision.kind === 'hold' || stillAsked(member, ask).openRound !== undefined
}

/** It stays. What a signal asked for while its attempt was under way is still owed, and due at once. */
function keep(member: OpenMember, ask: Ask, { decision, at }: { decision: Exclude<Decision, { kind: 'released' }>; at: number }): void {
  member.number = decision.number
  member.note = decision.note ?? decision.kind
  if (member.openRound === ask.openRound) member.openRound = undefined
  if (member.hold === ask.hold) member.hold = undefined
  const wanted = member.retryNow !== undefined && member.retryNow <= decision.number
  if (wanted) member.dueAt = 0
  else member.dueAt = decision.kind === 'retry' ? at + decision.delayMs : Infinity
}

/** What a signal asked for since the ask, and a hold that goes on. */
function stillAsked({ openRound, cancel, hold, retryNow }: OpenMember, ask: Ask): Asked {
  return {
    ...(retryNow !== undefined && { retryNow }),
    ...(openRound !== undefined && openRound !== ask.openRound && { openRound }),
    ...(cancel !== undefined && cancel !== ask.cancel && { cancel }),
    ...(hold !== undefined && { hold }),
  }
}

function toOpenMember({ id, from, firstDelayMs, note = 'first attempt', asked }: Member, now: number): OpenMember {
  return { notification: id, number: from, dueAt: now + (asked ? 0 : firstDelayMs), note, ...asked }
}

/** What is asked for now; signals that come from here on are for the next time. */
function ask(member: OpenMember): Ask {
  if (member.retryNow !== undefined && member.retryNow <= member.number) member.retryNow = undefined
  const { notification, number, openRound, cancel, hold } = member
  return {
    notification,
    number,
    ...(openRound !== undefined && { openRound }),
    ...(cancel !== undefined && { cancel }),
    ...(hold !== undefined && { hold }),
  }
}

function clockTime(at: number): string {
  return Number.isFinite(at) ? `${new Date(at).toISOString().slice(0, 19)}Z` : 'resume'
}
