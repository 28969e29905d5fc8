import type { Ask, Decision, DeliverResult, Member, StopState } from '../domain/deliver-types.js'

interface OpenMember {
  readonly notification: string
  number: number
  /** Milliseconds since the epoch; Infinity while held. */
  dueAt: number
  note: string
  openRound?: string | undefined
  cancel?: string | undefined
  hold?: boolean | undefined
}

/** The notifications a workflow still owns, in the order of its input, and what it learnt of the others. Pure: time is an argument. */
export interface OpenSet {
  readonly size: number
  nextDueAt(): number
  /** Of the member that is due next: what the operator reads on the timer. */
  waitingFor(): string
  due(now: number): Ask[]
  settle(ask: Ask, decision: Decision, now: number): void
  /** Applies a change to one member, or to the only one when `id` is absent; false when it is not here. */
  steer(id: string | undefined, change: (member: OpenMember) => void): boolean
  movedAway(id: string): boolean
  /** How the only member ended, when it did not end delivered. */
  stopped(): { state: StopState; note: string } | undefined
  list(): { notification: string; attempt: number; dueAt: number; note: string }[]
  result(): DeliverResult
}

export function openSet(members: readonly Member[], now: number): OpenSet {
  const open = new Map<string, OpenMember>(
    members.map(({ id, from, firstDelayMs }) => [id, { notification: id, number: from, dueAt: now + firstDelayMs, note: 'first attempt' }]),
  )
  const moved = new Set<string>()
  const ended = { delivered: 0, released: 0 }
  let stop: { state: StopState; note: string } | undefined

  const next = () =>
    [...open.values()].reduce<OpenMember | undefined>((first, member) => (first && first.dueAt <= member.dueAt ? first : member), undefined)
  const leave = (id: string, decision: Decision) => {
    open.delete(id)
    if (decision.kind === 'delivered') ended.delivered++
    else if (decision.kind === 'released') ended.released++
    else if (decision.alone) moved.add(id)
    else if (decision.kind === 'stop') stop = { state: decision.state, note: decision.note }
  }

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
    due: (at) => [...open.values()].filter((member) => member.dueAt <= at).map(toAsk),
    settle(ask, decision, at) {
      const member = open.get(ask.notification)
      if (!member) return
      const stays = (decision.kind === 'retry' || decision.kind === 'hold') && !decision.alone
      if (!stays) {
        leave(ask.notification, decision)
        return
      }
      member.number = decision.number
      member.note = decision.note
      // What a signal asked for while the attempt was under way is still owed.
      if (member.openRound === ask.openRound) member.openRound = undefined
      if (member.hold === ask.hold) member.hold = undefined
      const steered = member.openRound !== undefined || member.hold !== undefined || member.cancel !== ask.cancel
      if (steered) return
      member.dueAt = decision.kind === 'hold' ? Infinity : at + decision.delayMs
    },
    steer(id, change) {
      const member = id === undefined ? (open.size === 1 ? [...open.values()][0] : undefined) : open.get(id)
      if (member) change(member)
      return member !== undefined
    },
    movedAway: (id) => moved.has(id),
    stopped: () => stop,
    list: () => [...open.values()].map(({ notification, number, dueAt, note }) => ({ notification, attempt: number, dueAt, note })),
    result: () => ({ delivered: ended.delivered, moved: moved.size, released: ended.released }),
  }
}

function toAsk({ notification, number, openRound, cancel, hold }: OpenMember): Ask {
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
