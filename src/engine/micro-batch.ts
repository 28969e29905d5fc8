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

/** A run of fewer than these does not keep others from starting beside it: nobody waits when little is going on. */
const MANY = 8
/** Whoever waits for a run of many waits no longer than this: it may be stuck. */
const PATIENCE_MS = 20

/**
 * Calls that arrive in the same moment share one run; each caller still gets its own answer. Under load runs follow each other
 * rather than overlap, and so become larger and fewer: each costs the database a commit.
 */
export function createMicroBatch<Item, Result>(options: MicroBatchOptions<Item, Result>): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = []
  let running = 0
  let latest = 0
  let scheduled = false
  let patience: NodeJS.Timeout | undefined

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
  const start = (): void => {
    const batch = waiting.splice(0, options.size)
    running++
    latest = batch.length
    void settle(batch).finally(() => {
      running--
      drain()
    })
  }
  const mayStart = (): boolean => running === 0 || (running < options.lanes && (latest < MANY || waiting.length >= options.size))
  const drain = (): void => {
    scheduled = false
    while (waiting.length > 0 && mayStart()) start()
    if (waiting.length > 0 && running < options.lanes) patience ??= setTimeout(startAnyway, PATIENCE_MS)
  }
  const startAnyway = (): void => {
    patience = undefined
    if (waiting.length > 0 && running < options.lanes) start()
    drain()
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (scheduled) return
      scheduled = true
      setImmediate(drain)
    })
}
