import { mostInARow } from './gate.js'
import type { Gate, Waiter, WaitingLine } from './waiting-types.js'

export function createWaitingLine(subscription: string, gates: readonly Gate[]): WaitingLine {
  const [attended, others] = [createQueue(), createQueue()]
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
    tell(count) {
      attended.tell(count)
      others.tell(count)
    },
    take() {
      const isTurn = inARow >= mostInARow && others.size > 0
      inARow = isTurn || attended.size === 0 ? 0 : inARow + 1
      return isTurn ? others.take() : (attended.take() ?? others.take())
    },
  }
}

/** First in, first out, however long it is. */
function createQueue() {
  let items: (Waiter | undefined)[] = []
  let from = 0
  let told = 0
  return {
    get size() {
      return items.length - from
    },
    add(item: Waiter) {
      items.push(item)
    },
    tell(count: number) {
      for (told = Math.max(told, from); told < Math.min(items.length, from + count); told++) items[told]?.near?.()
    },
    take(): Waiter | undefined {
      const item = items[from]
      items[from++] = undefined
      if (from > items.length) from = items.length
      if (from > 1_000 && 2 * from > items.length) {
        items = items.slice(from)
        told = Math.max(0, told - from)
        from = 0
      }
      return item
    },
  }
}
