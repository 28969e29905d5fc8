const decimal = /^-?\d+(?:\.\d+)?$/

/** A number, or a decimal in quotes such as `"1249.90"`, without an exponent; undefined for anything else. */
export function toDecimal(value: unknown): string | undefined {
  if (typeof value === 'string') return decimal.test(value) ? value : undefined
  return typeof value === 'number' && Number.isFinite(value) ? withoutExponent(value) : undefined
}

function withoutExponent(value: number): string {
  const [digits = '', exponent] = String(value).split('e')
  if (exponent === undefined) return digits
  if (Number(exponent) > 0) return BigInt(value).toString()
  return `${value < 0 ? '-' : ''}0.${'0'.repeat(-Number(exponent) - 1)}${digits.replace(/[-.]/g, '')}`
}

/** Below 0, 0 or above 0, as the first decimal is less than, equal to or greater than the second; exact, however long they are. */
export function compareDecimals(one: string, other: string): number {
  const [a, b] = [parts(one), parts(other)]
  if (a.negative !== b.negative) return a.negative ? -1 : 1
  return (a.negative ? -1 : 1) * compareMagnitudes(a, b)
}

interface Parts {
  readonly negative: boolean
  /** Without leading zeros. */
  readonly whole: string
  /** Without zeros at its end. */
  readonly fraction: string
}

function parts(text: string): Parts {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const magnitude = { whole: whole.replace(/^0+/, ''), fraction: withoutLastZeros(fraction) }
  return { ...magnitude, negative: text.startsWith('-') && magnitude.whole + magnitude.fraction !== '' }
}

/** A pattern such as /0+$/ would look at each run of zeros again from each of its places. */
function withoutLastZeros(digits: string): string {
  let end = digits.length
  while (digits.endsWith('0', end)) end--
  return digits.slice(0, end)
}

function compareMagnitudes(a: Parts, b: Parts): number {
  if (a.whole.length !== b.whole.length) return a.whole.length - b.whole.length
  return compareTexts(a.whole, b.whole) || compareTexts(a.fraction, b.fraction)
}

const compareTexts = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)
