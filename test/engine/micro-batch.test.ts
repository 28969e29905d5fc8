import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createMicroBatch, type MicroBatchOptions } from '../../src/engine/micro-batch.js'

const bad = new Error('bad item')

/** Doubles numbers, each run some turns of the event loop later; a run with a bad number in it fails as a whole. */
function doubling(options: Partial<MicroBatchOptions<number, number>> = {}, isBad: (item: number) => boolean = () => false) {
  const runs: number[][] = []
  let running = 0
  let most = 0
  const double = createMicroBatch<number, number>({
    async run(items) {
      runs.push([...items])
      most = Math.max(most, ++running)
      for (let i = 0; i <= (items[0] ?? 0) % 3; i++) await new Promise(setImmediate)
      running--
      if (items.some(isBad)) throw bad
      return items.map((item) => item * 2)
    },
    size: 5,
    lanes: 2,
    isOneItemsFault: (error) => error === bad,
    ...options,
  })
  return { double, runs, most: () => most }
}
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)

/** Calls two turns of the event loop later: what came before is on its way then. */
async function inAMoment<T>(call: () => Promise<T>): Promise<T> {
  for (let i = 0; i < 2; i++) await new Promise(setImmediate)
  return await call()
}

describe('a micro-batch', () => {
  it('gives calls of the same moment one run, and each its own answer', async () => {
    const { double, runs } = doubling()
    expect(await Promise.all(numbers(4).map(double))).toEqual([0, 2, 4, 6])
    expect(runs).toEqual([[0, 1, 2, 3]])
  })

  it('runs at once when it is idle, again and again', async () => {
    const { double, runs } = doubling()
    for (const item of numbers(3)) expect(await double(item)).toBe(item * 2)
    expect(runs).toEqual([[0], [1], [2]])
  })

  it('takes the calls in order of arrival, no more of them in a run and no more runs at a time than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 4 }), async (count, size, lanes) => {
        const { double, runs, most } = doubling({ size, lanes })
        expect(await Promise.all(numbers(count).map(double))).toEqual(numbers(count).map((item) => item * 2))
        expect(runs.flat()).toEqual(numbers(count))
        expect(Math.max(0, ...runs.map(({ length }) => length))).toBeLessThanOrEqual(size)
        expect(most()).toBeLessThanOrEqual(lanes)
      }),
    )
  })

  it('lets bad items fail alone, within its lanes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 40 }), async (isBad) => {
        const { double, most } = doubling({}, (item) => isBad[item] === true)
        const results = await Promise.allSettled(isBad.map((_, item) => double(item)))
        expect(results.map((result) => (result.status === 'fulfilled' ? result.value : (result.reason as unknown)))).toEqual(
          isBad.map((itIs, item) => (itIs ? bad : item * 2)),
        )
        expect(most()).toBeLessThanOrEqual(2)
      }),
    )
  })

  it('lets calls gather while a run of many is on, and overlap while runs are small', async () => {
    const { double, runs, most } = doubling({ size: 64, lanes: 3 })
    await Promise.all([...numbers(10).map(double), inAMoment(() => Promise.all(numbers(20).map(double)))])
    expect(runs.map(({ length }) => length)).toEqual([10, 20])
    expect(most()).toBe(1)
    const small = doubling({ size: 64, lanes: 3 })
    await Promise.all([...[2, 5].map(small.double), inAMoment(() => small.double(8))])
    expect(small.most()).toBe(2)
  })

  it('does not let a run that is stuck stop those that come after it', async () => {
    let release: () => void = () => undefined
    const stuck = new Promise<void>((resolve) => (release = resolve))
    let runs = 0
    const double = createMicroBatch<number, number>({
      run: async (items) => {
        if (runs++ === 0) await stuck
        return items.map((item) => item * 2)
      },
      size: 64,
      lanes: 2,
      isOneItemsFault: () => false,
    })
    const first = Promise.all(numbers(10).map(double))
    expect(await inAMoment(() => double(21))).toBe(42)
    release()
    expect(await first).toHaveLength(10)
  })

  it('tells everybody when the fault is nobody’s, and goes on with the next', async () => {
    let faults = 1
    const { double } = doubling({ isOneItemsFault: () => false }, () => faults-- > 0)
    const results = await Promise.allSettled(numbers(5).map(double))
    expect(results.map(({ status }) => status)).toEqual(numbers(5).map(() => 'rejected'))
    expect(await double(7)).toBe(14)
  })
})
