/** Card numbers that begin, in their first four digits, with `from` to `to`. */
interface IssuerRange {
  readonly network: string
  readonly from: number
  readonly to: number
  /** Numbers of digits that cards in use have. */
  readonly usual: readonly number[]
  /** Numbers of digits that are allowed, but so seldom that other numbers of this length are far more likely. */
  readonly rare: readonly number[]
}

const sixteenTo19 = [16, 17, 18, 19]
const twelveTo19 = [12, 13, 14, 15, ...sixteenTo19]

/**
 * Who issues which numbers (ISO/IEC 7812). Sources: the networks' published ranges as collected in "Payment card number"
 * (Wikipedia) and in braintree/credit-card-type; where they differ, the wider one. Ranges may overlap.
 */
const issuerRanges: readonly IssuerRange[] = [
  { network: 'Visa', from: 4000, to: 4999, usual: [16, 19], rare: [13, 18] },
  { network: 'Mastercard', from: 5100, to: 5599, usual: [16], rare: [] },
  { network: 'Mastercard', from: 2221, to: 2720, usual: [16], rare: [] },
  { network: 'American Express', from: 3400, to: 3499, usual: [15], rare: [] },
  { network: 'American Express', from: 3700, to: 3799, usual: [15], rare: [] },
  { network: 'Discover', from: 6011, to: 6011, usual: [16, 19], rare: [17, 18] },
  { network: 'Discover', from: 6440, to: 6599, usual: [16, 19], rare: [17, 18] },
  { network: 'Diners Club', from: 3000, to: 3059, usual: [14, 16, 19], rare: [15, 17, 18] },
  { network: 'Diners Club', from: 3095, to: 3095, usual: [14, 16, 19], rare: [15, 17, 18] },
  { network: 'Diners Club', from: 3600, to: 3699, usual: [14, 16, 19], rare: [15, 17, 18] },
  { network: 'Diners Club', from: 3800, to: 3999, usual: [14, 16, 19], rare: [15, 17, 18] },
  { network: 'JCB', from: 3528, to: 3589, usual: [16, 19], rare: [17, 18] },
  { network: 'JCB', from: 2131, to: 2131, usual: [], rare: [15] },
  { network: 'UnionPay', from: 6200, to: 6299, usual: sixteenTo19, rare: [] },
  { network: 'UnionPay, RuPay', from: 8100, to: 8299, usual: sixteenTo19, rare: [] },
  { network: 'Mir', from: 2200, to: 2204, usual: sixteenTo19, rare: [] },
  { network: 'Maestro', from: 5018, to: 5018, usual: twelveTo19, rare: [] },
  { network: 'Maestro', from: 5020, to: 5020, usual: twelveTo19, rare: [] },
  { network: 'Maestro', from: 5038, to: 5038, usual: twelveTo19, rare: [] },
  { network: 'Maestro', from: 5893, to: 5893, usual: twelveTo19, rare: [] },
  { network: 'Maestro', from: 6304, to: 6304, usual: twelveTo19, rare: [] },
  { network: 'Maestro', from: 6759, to: 6763, usual: twelveTo19, rare: [] },
  { network: 'Verve', from: 5060, to: 5079, usual: [16, 18, 19], rare: [] },
  { network: 'Maestro and domestic networks', from: 5000, to: 5099, usual: [16], rare: twelveTo19 },
  { network: 'Maestro and domestic networks', from: 5600, to: 5899, usual: [16], rare: twelveTo19 },
  { network: 'Maestro and domestic networks', from: 6000, to: 6999, usual: [16], rare: twelveTo19 },
  { network: 'Troy', from: 9792, to: 9792, usual: [16], rare: [] },
  { network: 'Napas', from: 9704, to: 9704, usual: [16, 19], rare: [] },
]

/** Whether a network issues such numbers, judged by their beginning and their length; the check digit is not looked at. */
export function issuedAs(digits: string): 'usual' | 'rare' | undefined {
  const lead = Number(digits.slice(0, 4))
  const fitting = issuerRanges.filter(({ from, to }) => from <= lead && lead <= to)
  if (fitting.some(({ usual }) => usual.includes(digits.length))) return 'usual'
  return fitting.some(({ rare }) => rare.includes(digits.length)) ? 'rare' : undefined
}
