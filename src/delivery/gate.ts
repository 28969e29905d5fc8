import type { Gate, WaitingLine } from './waiting-types.js'

/** So many that are attended go in a row before one of the others that has room: a flood of them stops nobody. */
export const mostInARow = 8

export const createGate = (key: string, most: number): Gate => ({
  key,
  most,
  ceiling: most,
  open: 0,
  lines: 0,
  inARow: 0,
})

export const hasRoom = ({ open, most, pace }: Gate, now: number): boolean => open < most && (pace === undefined || pace.nextAt(now) <= now)

export const isIdle = ({ open, lines }: Gate): boolean => open === 0 && lines === 0

/** Whether a line waits here. */
export const hasLine = ({ attended, others }: Gate): boolean => (attended?.size ?? 0) + (others?.size ?? 0) > 0

/** Those before the one it waits at keep no room for it: who waits long for one gate holds nobody up at another. */
export function park(line: WaitingLine, at: number): void {
  const attended = line.isAttended
  line.parked = { at, attended }
  const gate = line.gates[at]
  if (!gate) return
  const lane = attended ? (gate.attended ??= new Set()) : (gate.others ??= new Set())
  lane.add(line)
}

export function unpark(line: WaitingLine): void {
  const gate = line.parked && line.gates[line.parked.at]
  gate?.attended?.delete(line)
  gate?.others?.delete(line)
  line.parked = undefined
}

/** The line that goes next; undefined when none may. */
export function nextLine(gate: Gate, now: number): WaitingLine | undefined {
  if (!hasLine(gate) || !hasRoom(gate, now)) return undefined
  const [others, attended] = [first(gate.others), first(gate.attended)]
  const line = gate.inARow >= mostInARow ? (others ?? attended) : (attended ?? others)
  if (line) gate.inARow = line === attended ? gate.inARow + 1 : 0
  return line
}

const first = (lines: Set<WaitingLine> | undefined): WaitingLine | undefined => lines?.values().next().value
