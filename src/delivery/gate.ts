import type { Gate, WaitingLine } from './waiting-types.js'

/** So many that are attended go in a row before one of the others that has room: a flood of them stops nobody. */
export const mostInARow = 8

export const createGate = (key: string, most: number): Gate => ({
  key,
  most,
  ceiling: most,
  open: 0,
  lines: 0,
  passed: 0,
  passedAttended: 0,
  inARow: 0,
})

/** What is attended does not wait for room that is kept for others. */
export const hasRoom = (gate: Gate, attended: boolean, now: number): boolean =>
  gate.open + (attended ? gate.passedAttended : gate.passed) < gate.most && (gate.pace === undefined || gate.pace.nextAt(now) <= now)

export const isIdle = ({ open, lines }: Gate): boolean => open === 0 && lines === 0

/** Whether a line waits here. */
export const hasLine = ({ attended, others }: Gate): boolean => (attended?.size ?? 0) + (others?.size ?? 0) > 0

/** The line lets those gates pass that are before the one it waits at. */
export function park(line: WaitingLine, at: number): void {
  const attended = line.isAttended
  line.parked = { at, attended }
  count(line, 1)
  const gate = line.gates[at]
  if (!gate) return
  const lane = attended ? (gate.attended ??= new Set()) : (gate.others ??= new Set())
  lane.add(line)
}

export function unpark(line: WaitingLine): void {
  count(line, -1)
  const gate = line.parked && line.gates[line.parked.at]
  gate?.attended?.delete(line)
  gate?.others?.delete(line)
  line.parked = undefined
}

function count({ gates, parked }: WaitingLine, by: 1 | -1): void {
  if (!parked) return
  for (let i = 0; i < parked.at; i++) {
    const gate = gates[i] as Gate
    gate.passed += by
    if (parked.attended) gate.passedAttended += by
  }
}

/** The line that goes next; undefined when none may. */
export function nextLine(gate: Gate, now: number): WaitingLine | undefined {
  if (!hasLine(gate)) return undefined
  const others = hasRoom(gate, false, now) ? first(gate.others) : undefined
  const attended = hasRoom(gate, true, now) ? first(gate.attended) : undefined
  const line = gate.inARow >= mostInARow ? (others ?? attended) : (attended ?? others)
  if (line) gate.inARow = line === attended ? gate.inARow + 1 : 0
  return line
}

const first = (lines: Set<WaitingLine> | undefined): WaitingLine | undefined => lines?.values().next().value
