import type { Permit } from './admission-types.js'
import { hasLine, hasRoom, nextLine, park, unpark } from './gate.js'
import { createWaitingLine } from './waiting-line.js'
import type { Gate, Waiter, WaitingLine } from './waiting-types.js'

export interface Waiting {
  readonly size: number
  /** Whether one of the subscription waits. */
  readonly has: (subscription: string) => boolean
  /** The gates are those of the line that waits already, if there is one. */
  readonly add: (subscription: string, waiter: Waiter, gates: readonly Gate[]) => void
  /** Lets those go that wait at a gate, for as long as it has room. */
  readonly wake: (gate: Gate) => void
}

export interface WaitingDeps {
  readonly now: () => number
  readonly permit: (entered: readonly Gate[]) => Permit
}

/** The lines that wait, each at one gate. */
export function createWaiting({ now, permit }: WaitingDeps): Waiting {
  const lines = createLines()
  let size = 0

  /** Lets a line go for as long as all its gates have room; then it waits at the first that has none. */
  const settle = (line: WaitingLine): void => {
    while (line.size > 0) {
      const at = now()
      const full = line.gates.findIndex((gate) => !hasRoom(gate, at))
      if (full >= 0) {
        park(line, full)
        tellNear(line)
        whenItMay(line.gates[full] as Gate, at, wake)
        return
      }
      size--
      line.take()?.grant(permit(line.gates))
    }
    lines.end(line)
  }
  const move = (line: WaitingLine): void => {
    unpark(line)
    settle(line)
  }
  const wake = (gate: Gate): void => {
    let at = now()
    for (let line = nextLine(gate, at); line; line = nextLine(gate, at)) {
      move(line)
      at = now()
    }
    whenItMay(gate, at, wake)
  }
  return {
    get size() {
      return size
    },
    has: lines.has,
    wake,
    add(subscription, waiter, gates) {
      size++
      const line = lines.of(subscription, gates)
      line.add(waiter)
      // One that is attended gives its line another place; so may a higher cap.
      const { parked } = line
      if (parked?.attended !== line.isAttended || hasRoom(line.gates[parked.at] as Gate, now())) move(line)
      else tellNear(line)
    },
  }
}

/** As many are near as attempts of their own subscription are open: each gives its place to one. */
function tellNear(line: WaitingLine): void {
  if (line.parked?.at === 0) line.tell(line.gates[0]?.open ?? 0)
}

/**
 * Where a line waits for time to go by, looks at the gate again when it has. `at`: when the gate was found to have no room; were it
 * another time, whose pace has let it go in between would wait for nothing.
 */
function whenItMay(gate: Gate, at: number, wake: (gate: Gate) => void): void {
  if (!gate.pace || !hasLine(gate)) return
  const inMs = gate.pace.nextAt(at) - at
  if (inMs <= 0 || inMs === Infinity) return
  clearTimeout(gate.timer)
  gate.timer = setTimeout(() => {
    gate.timer = undefined
    wake(gate)
  }, Math.ceil(inMs)).unref()
}

/** By subscription; as long as a line has them to pass, its gates are not forgotten. */
function createLines() {
  const lines = new Map<string, WaitingLine>()
  return {
    has: (subscription: string) => lines.has(subscription),
    of(subscription: string, gates: readonly Gate[]): WaitingLine {
      const known = lines.get(subscription)
      if (known) return known
      const line = createWaitingLine(subscription, gates)
      lines.set(subscription, line)
      for (const gate of gates) gate.lines++
      return line
    },
    end({ subscription, gates }: WaitingLine): void {
      lines.delete(subscription)
      for (const gate of gates) gate.lines--
    },
  }
}
