import { type Measured, meanOf } from '../measure.js'

/** The same load without and with something. */
export interface MeasuredTurns {
  readonly runs: readonly Measured[]
  /** Deliveries a second by those without. */
  readonly throughputRatio: number
  readonly cpuRatio: number
}

/** Off, on, on, off: a database that grows and a host that slows down meet both alike. */
export async function inTurns(run: (isOn: boolean) => Promise<Measured>): Promise<MeasuredTurns> {
  const off = [await run(false)]
  const on = [await run(true), await run(true)]
  off.push(await run(false))
  const ratioOf = (of: (measured: Measured) => number): number => meanOf(on.map(of)) / meanOf(off.map(of))
  return {
    runs: [...off, ...on],
    throughputRatio: ratioOf((measured) => measured.deliveriesPerSecond),
    cpuRatio: ratioOf((measured) => measured.cpuMsPerEvent),
  }
}
