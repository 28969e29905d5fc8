/** Random choices that are the same in every run. */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number
  pick<T>(values: readonly T[]): T
  /** Decimal digits; the first is not 0. */
  digits(count: number): string
  /** Characters of an alphabet. */
  text(alphabet: string, count: number): string
}

/** Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (below: number) => Math.floor(next() * below)
  const text = (alphabet: string, count: number) => Array.from({ length: count }, () => alphabet[int(alphabet.length)]).join('')
  const pick = <T>(values: readonly T[]): T => values[int(values.length)]!
  return { int, pick, text, digits: (count) => text('123456789', 1) + text('0123456789', count - 1) }
}

/** The digits with the check digit of ISO/IEC 7812-1 behind them. */
export function withLuhnDigit(digits: string): string {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, i) => total + (i % 2 === 0 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(digit)]! : Number(digit)), 0)
  return digits + String((10 - (sum % 10)) % 10)
}
