export interface Percentiles {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** Nearest-rank percentiles of the values that are numbers; NaN when there is none. */
export function percentilesOf(values: Iterable<number>): Percentiles {
  const sorted = Float64Array.from([...values].filter((value) => !Number.isNaN(value))).sort()
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}
