/** Samples of Prometheus' text format, by name with labels as they are written. */
export type Samples = ReadonlyMap<string, number>

export function parseMetrics(text: string): Samples {
  const samples = new Map<string, number>()
  for (const line of text.split('\n')) {
    const space = line.lastIndexOf(' ')
    if (space > 0 && !line.startsWith('#')) samples.set(line.slice(0, space), Number(line.slice(space + 1)))
  }
  return samples
}

/** How much a counter has grown; one that was not there yet counts from 0. */
export const growthOf =
  (before: Samples, after: Samples) =>
  (name: string): number =>
    (after.get(name) ?? 0) - (before.get(name) ?? 0)
