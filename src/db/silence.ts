export interface SilenceOptions {
  /** Whether anybody waits for an answer of the database. */
  readonly isAwaited: () => boolean
  /** Asks the database for a sign of life, apart from those who wait; calls `end` when there is one, however late. */
  readonly probe: () => void
  /** The database has stopped answering. */
  readonly onSilent: () => void
}

/** Tells a database that has stopped answering from one that is busy, or asked for something that takes its time. */
export interface Silence {
  /** The database has answered somebody. */
  readonly end: () => void
  /** Whether nobody should wait for the database: probes will notice when it is back. */
  readonly isSilent: () => boolean
  /** To be called every {@link TICK_MS}. */
  readonly tick: () => void
}

export const TICK_MS = 50
/** Whoever waits 300 ms while nobody is answered makes us ask whether the database is there, and again every second. */
const DOUBTFUL_TICKS = 6
const PROBE_EVERY_TICKS = 20
/** 850 ms: who asked the database hears within a second that it does not answer. */
const SILENT_TICKS = 17

/**
 * Silence is counted in ticks, not by the clock: a node that was itself stopped or busy has heard nothing all that
 * time, and the database is not to blame.
 */
export function createSilence({ isAwaited, probe, onSilent }: SilenceOptions): Silence {
  let ticks = 0
  const end = (): void => {
    ticks = 0
  }
  const isSilent = (): boolean => ticks >= SILENT_TICKS
  return {
    end,
    isSilent,
    tick() {
      if (!isSilent() && !isAwaited()) {
        end()
        return
      }
      ticks++
      if (ticks === SILENT_TICKS) onSilent()
      if (ticks % PROBE_EVERY_TICKS === DOUBTFUL_TICKS) probe()
    },
  }
}
