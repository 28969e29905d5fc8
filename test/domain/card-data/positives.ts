import { createRandom, type Random, withLuhnDigit } from './random.js'

/** An event, as JSON text, that holds card data, and the value that must not be told. */
export interface Positive {
  readonly json: string
  readonly value: string
  readonly described: string
}

/** Written down apart from the product's own table: network, prefixes, lengths. */
const networks: readonly [network: string, prefixes: readonly string[], lengths: readonly number[]][] = [
  ['Visa', ['4'], [16, 16, 16, 19]],
  ['Mastercard', ['51', '52', '53', '54', '55', '2221', '2345', '2500', '2699', '2720'], [16]],
  ['American Express', ['34', '37'], [15]],
  ['Discover', ['6011', '644', '646', '649', '65'], [16, 16, 19]],
  ['Diners Club', ['300', '303', '305', '36', '38', '39'], [14, 14, 16]],
  ['JCB', ['3528', '3540', '3566', '3589'], [16]],
  ['UnionPay', ['62', '81'], [16, 17, 18, 19]],
  ['Maestro', ['5018', '5020', '5038', '5893', '6304', '6759', '6761', '6762', '6763'], [12, 13, 14, 15, 16, 17, 18, 19]],
  ['Maestro', ['50', '56', '57', '58', '67'], [16]],
  ['Mir', ['2200', '2204'], [16, 19]],
  ['RuPay', ['508', '60', '82'], [16]],
]
/** Lengths that only the name of a card tells from a bar code or a telephone number. */
const rareNetworks: typeof networks = [
  ['Visa', ['4'], [13]],
  ['Maestro', ['50', '56', '57', '58', '61', '63', '67', '69'], [12, 13, 14, 15, 17, 18, 19]],
]

const cardNames = [
  'cardNumber',
  'card_number',
  'card-number',
  'CardNo',
  'pan',
  'PAN',
  'ccNumber',
  'creditCard',
  'creditcardnumber',
  'primaryAccountNumber',
  'fpan',
  'cardNum',
]
const otherNames = [
  'note',
  'comment',
  'description',
  'value',
  'text',
  'memo',
  'raw',
  'input',
  'message',
  'instrument',
  'payload',
  'remark',
  'line1',
  'x',
  'source',
]

const grouped = (digits: string, separator: string): string => {
  const sizes = digits.length === 15 ? [4, 6, 5] : digits.length === 14 ? [4, 6, 4] : [4, 4, 4, 4, 4]
  const parts: string[] = []
  for (let at = 0; at < digits.length; at += sizes[parts.length - 1] ?? 4) parts.push(digits.slice(at, at + (sizes[parts.length] ?? 4)))
  return parts.join(separator)
}
const inScript = (zero: number) => (digits: string) =>
  Array.from(digits)
    .map((digit) => String.fromCharCode(zero + Number(digit)))
    .join('')

const writings: readonly [string, (digits: string) => string][] = [
  ['bare', (digits) => digits],
  ['bare', (digits) => digits],
  ['in groups with spaces', (digits) => grouped(digits, ' ')],
  ['in groups with dashes', (digits) => grouped(digits, '-')],
  ['in groups with dots', (digits) => grouped(digits, '.')],
  ['in groups with no-break spaces', (digits) => grouped(digits, '\u00a0')],
  ['in groups with en dashes', (digits) => grouped(digits, '\u2013')],
  ['in groups with spaced dashes', (digits) => grouped(digits, ' - ')],
  ['with zero-width spaces', (digits) => grouped(digits, '\u200b')],
  ['in two halves', (digits) => `${digits.slice(0, 8)} ${digits.slice(8)}`],
  ['digit by digit', (digits) => Array.from(digits).join(' ')],
  ['in full width', inScript(0xff10)],
  ['in Arabic digits', inScript(0x660)],
  ['in Devanagari', inScript(0x966)],
]

const sentences: readonly ((pan: string) => string)[] = [
  (pan) => pan,
  (pan) => ` ${pan} `,
  (pan) => `paid with ${pan}`,
  (pan) => `Customer said card ${pan}, expiry 12/27.`,
  (pan) => `Card: ${pan}. Order 77123`,
  (pan) => `${pan} exp 12/27 cvv later`,
  (pan) => `(${pan})`,
  (pan) => `卡号${pan}，谢谢`,
  (pan) => `{"card":{"number":"${pan}"}}`,
  (pan) => `amount=10.50;pan=${pan};currency=MYR`,
]
const inUrls: readonly ((pan: string) => string)[] = [
  (pan) => `https://shop.example/pay?pan=${pan}&amount=10`,
  (pan) => `https://shop.example/cards/${pan}/charge`,
  (pan) => `https://shop.example/?q=${grouped(pan, '%20')}`,
  (pan) => `card=${grouped(pan, '+')}&expiry=12%2F27`,
]

interface Card {
  readonly network: string
  readonly digits: string
}

function aCard(random: Random, from: typeof networks = networks): Card {
  const [network, prefixes, lengths] = random.pick(from)
  const prefix = random.pick(prefixes)
  const length = random.pick(lengths)
  return { network: `${network} ${length}`, digits: withLuhnDigit(prefix + random.text('0123456789', length - prefix.length - 1)) }
}

const event = (data: unknown): string => JSON.stringify({ type: 'payment.settled', origin: 'processor', data })
const escapedDigits = (json: string, digits: string): string =>
  json.replace(
    digits,
    Array.from(digits)
      .map((digit, i) => (i % 3 === 0 ? `\\u003${digit}` : digit))
      .join(''),
  )

/** Where the number stands: [what, how it becomes an event]. */
const places: readonly [string, (random: Random, pan: string, digits: string) => string][] = [
  ['under the name of a card', (random, pan) => event({ object: { [random.pick(cardNames)]: pan } })],
  ['in a card object', (_, pan) => event({ card: { brand: 'x', number: pan } })],
  ['under another name', (random, pan) => event({ object: { [random.pick(otherNames)]: pan } })],
  ['in a sentence', (random, pan) => event({ [random.pick(otherNames)]: random.pick(sentences)(pan) })],
  ['in a sentence that is called a reference', (random, pan) => event({ reference: `thank you, card ${pan}` })],
  ['in a list', (random, pan) => event({ values: ['a', { deep: [1, [pan]] }] })],
  ['as a name', (_, pan) => event({ byCard: { [pan]: { amount: 1 } } })],
  ['in a URL', (random, _, digits) => event({ link: random.pick(inUrls)(digits) })],
  ['as a number', (random, _, digits) => event({ [random.pick([...otherNames, ...cardNames])]: 0 }).replace(':0', `:${digits}`)],
  ['with escapes', (random, _, digits) => escapedDigits(event({ [random.pick(otherNames)]: digits }), digits)],
  ['in the correlation id, in groups', (_, __, digits) => JSON.stringify({ type: 'a.b', correlationId: grouped(digits, '-'), data: {} })],
]

function aCardNumber(random: Random): Positive {
  const { network, digits } = aCard(random)
  const [writing, write] = random.pick(writings)
  const [place, put] = random.pick(places)
  return { json: put(random, write(digits), digits), value: digits, described: `${network}, ${writing}, ${place}` }
}

/** In a member that is named after a card, also what is rare. */
function aNamedCardNumber(random: Random): Positive {
  const { network, digits } = aCard(random, rareNetworks)
  const name = random.pick(cardNames)
  return { json: event({ [name]: random.pick([digits, grouped(digits, ' ')]) }), value: digits, described: `${network} as ${name}` }
}

const expiry = (random: Random): string => `${random.text('23', 1)}${random.text('0123456789', 1)}${random.pick(['01', '06', '12'])}`

function someTrackData(random: Random): Positive {
  const { network, digits } = aCard(random)
  const rest = `${expiry(random)}101${random.text('0123456789', 10)}`
  const track = random.pick([`%B${digits}^DOE/JOHN A^${rest}?`, `;${digits}=${rest}?`, `${digits}=${rest}`, `${digits}D${rest}`])
  return { json: event({ [random.pick(['track2', 'data', 'raw', 'emv'])]: track }), value: digits, described: `${network} track` }
}

const codeNames = [
  'cvv',
  'CVV',
  'cvv2',
  'cvc',
  'cvc2',
  'cardCvc',
  'card_cvv',
  'cvvCode',
  'csc',
  'securityCode',
  'card_security_code',
  'CardVerificationCode',
  'verification_value',
  'cvn',
  'cardCvv2',
  'cid',
]
const pinNames = ['pin', 'PIN', 'cardPin', 'card_pin', 'newPin', 'customerPin', 'pinNumber', 'atm-pin']
const blockNames = ['pinBlock', 'pin_block', 'PINBlock', 'encryptedPin', 'encryptedPinBlock', 'pinData']

function someAuthenticationData(random: Random): Positive {
  const digits = random.text('0123456789', random.pick([3, 4]))
  const [name, value] = random.pick<[string, string]>([
    [random.pick(codeNames), digits],
    [random.pick(pinNames), random.text('0123456789', random.pick([4, 5, 6]))],
    [random.pick(blockNames), random.text('0123456789ABCDEF', random.pick([16, 32]))],
    [random.pick(['track2Data', 'track1', 'trackData', 'magstripe']), random.text('0123456789ABCDEF', 48)],
  ])
  const member = random.pick([{ [name]: value }, { card: { [name]: value } }, { [name]: { value } }, { [name]: [value] }])
  return { json: event(member), value, described: name }
}

/** What makes events with card data. */
export const makers = { aCardNumber, aNamedCardNumber, someTrackData, someAuthenticationData } as const

export function positives(count: number, make: (random: Random) => Positive, seed = 4711): Positive[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => make(random))
}
