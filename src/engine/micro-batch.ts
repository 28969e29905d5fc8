export interface MicroBatchOptions<Item, Result> {
  /** Answers in the order of the items. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>
  /** Most items of one run. */
  readonly size: number
  /** Most runs at a time. */
  readonly lanes: number
  /** Whether a fault of a run is one item's: then each is run alone, so that a bad one never fails its neighbours. */
  readonly isOneItemsFault: (error: unknown) => boolean
}

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/** Calls that arrive in the same moment share one run; each caller still gets its own answer. */
export function createMicroBatch<Item, Result>(options: MicroBatchOptions<Item, Result>): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = []
  let running = 0
  let scheduled = false

  const settle = async (batch: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await options.run(batch.map(({ item }) => item))
      batch.forEach(({ resolve }, i) => {
        resolve(results[i] as Result)
      })
    } catch (error) {
      if (batch.length > 1 && options.isOneItemsFault(error)) for (const one of batch) await settle([one])
      else for (const { reject } of batch) reject(error)
    }
  }
  const drain = (): void => {
    scheduled = false
    while (running < options.lanes && waiting.length > 0) {
      running++
      void settle(waiting.splice(0, options.size)).finally(() => {
        running--
        drain()
      })
    }
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (scheduled) return
      scheduled = true
      setImmediate(drain)
    })
}
