import { mostInARow } from './gate.js'
import type { Gate, Waiter, WaitingLine } from './waiting-types.js'

export function createWaitingLine(subscription: string, gates: readonly Gate[]): WaitingLine {
  const [attended, others] = [createQueue<Waiter>(), createQueue<Waiter>()]
  let inARow = 0
  return {
    subscription,
    gates,
    parked: undefined,
    get size() {
      return attended.size + others.size
    },
    get isAttended() {
      return attended.size > 0
    },
    add(waiter) {
      const queue = waiter.attended ? attended : others
      queue.add(waiter)
    },
    take() {
      const isTurn = inARow >= mostInARow && others.size > 0
      inARow = isTurn || attended.size === 0 ? 0 : inARow + 1
      return isTurn ? others.take() : (attended.take() ?? others.take())
    },
  }
}

/** First in, first out, however long it is. */
function createQueue<T>() {
  let items: (T | undefined)[] = []
  let from = 0
  return {
    get size() {
      return items.length - from
    },
    add(item: T) {
      items.push(item)
    },
    take(): T | undefined {
      const item = items[from]
      items[from++] = undefined
      if (from > items.length) from = items.length
      if (from > 1_000 && 2 * from > items.length) {
        items = items.slice(from)
        from = 0
      }
      return item
    },
  }
}
