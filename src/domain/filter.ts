import { compareDecimals, toDecimal } from './decimal.js'

export type Scalar = string | number | boolean | null

/**
 * Which events a subscription is owed, by their data: one of `all`, `any` and `not`, or tests of the value at a JSON pointer
 * (RFC 6901), which must all hold. The contract sees to it that it is one of these.
 */
export interface Filter {
  readonly all?: readonly Filter[] | undefined
  readonly any?: readonly Filter[] | undefined
  readonly not?: Filter | undefined
  readonly path?: string | undefined
  readonly equals?: Scalar | undefined
  readonly in?: readonly Scalar[] | undefined
  readonly exists?: boolean | undefined
  readonly gt?: string | number | undefined
  readonly gte?: string | number | undefined
  readonly lt?: string | number | undefined
  readonly lte?: string | number | undefined
}

export type Test = (data: unknown) => boolean

/** The filter as a function that never throws. A value that is not there fails every test but `exists: false`. */
export function compileFilter({ all, any, not, path = '', ...condition }: Filter): Test {
  const inner = [...(all ?? []), ...(any ?? []), ...(not ? [not] : [])].map(compileFilter)
  if (all) return (data) => inner.every((test) => test(data))
  if (any) return (data) => inner.some((test) => test(data))
  if (not) return (data) => !inner.some((test) => test(data))
  const read = compilePointer(path)
  const asked = Object.entries(condition).filter(([, operand]) => operand !== undefined) as [keyof typeof condition, unknown][]
  return (data) => {
    const value = read(data)
    return asked.every(([test, operand]) => tests[test](value, operand))
  }
}

/** What each test asks of a value, which is undefined when it is not there. */
const tests = {
  equals: (value: unknown, operand: unknown) => value === operand,
  in: (value: unknown, operand: unknown) => (operand as unknown[]).includes(value),
  exists: (value: unknown, operand: unknown) => (value !== undefined) === operand,
  gt: (value: unknown, operand: unknown) => compare(value, operand) > 0,
  gte: (value: unknown, operand: unknown) => compare(value, operand) >= 0,
  lt: (value: unknown, operand: unknown) => compare(value, operand) < 0,
  lte: (value: unknown, operand: unknown) => compare(value, operand) <= 0,
}

/** Two numbers as readers of JSON see them (IEEE 754); with a decimal in quotes on either side, to the last digit. NaN: not to be compared. */
function compare(value: unknown, operand: unknown): number {
  if (typeof value === 'number' && typeof operand === 'number') return value - operand
  const [left, right] = [toDecimal(value), toDecimal(operand)]
  return left === undefined || right === undefined ? Number.NaN : compareDecimals(left, right)
}

/** Reads the value that a JSON pointer names; undefined when there is none. */
export function compilePointer(pointer: string): (data: unknown) => unknown {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  return (data) => {
    let value = data
    for (const step of steps) {
      if (typeof value !== 'object' || value === null || !canStep(value, step)) return undefined
      value = (value as Readonly<Record<string, unknown>>)[step]
    }
    return value
  }
}

const canStep = (value: object, step: string): boolean => Object.hasOwn(value, step) && !(Array.isArray(value) && step === 'length')
