import { type Random, withLuhnDigit } from './random.js'

/** An event, as JSON text, without card data. */
export interface Negative {
  readonly json: string
  readonly described: string
}

type Members = Record<string, unknown>
type Make = (random: Random) => Members

const hex = '0123456789abcdef'
const base32 = '0123456789abcdefghjkmnpqrstvwxyz'
const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const decimal = '0123456789'

const uuid = (random: Random) =>
  [
    random.text(hex, 8),
    random.text(hex, 4),
    `4${random.text(hex, 3)}`,
    `${random.text('89ab', 1)}${random.text(hex, 3)}`,
    random.text(hex, 12),
  ].join('-')
const millis = (random: Random) => 1_500_000_000_000 + random.int(400_000_000) * 1_000 + random.int(1_000)
const spaced = (text: string, size: number) => text.match(new RegExp(`.{1,${size}}`, 'g'))!.join(' ')

function iban(random: Random): string {
  const [country, length, letters] = random.pick<[string, number, number]>([
    ['DE', 18, 0],
    ['GB', 18, 4],
    ['FR', 23, 0],
    ['NL', 14, 4],
    ['ES', 20, 0],
    ['PL', 24, 0],
    ['SE', 20, 0],
    ['AT', 16, 0],
  ])
  const account = random.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ', letters) + random.text(decimal, length - letters)
  const numeric = Array.from(`${account}${country}00`)
    .map((character) => parseInt(character, 36))
    .join('')
  return `${country}${String(98n - (BigInt(numeric) % 97n)).padStart(2, '0')}${account}`
}

function ean(random: Random, length: number): string {
  const digits = random.pick(['400', '401', '50', '57', '690', '955', '93', '45', '30', '87']) + random.text(decimal, length)
  const body = digits.slice(0, length - 1)
  const sum = Array.from(body)
    .reverse()
    .reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0)
  return body + String((10 - (sum % 10)) % 10)
}

const idNames = [
  'id',
  'orderId',
  'order_id',
  'transactionId',
  'paymentId',
  'customerId',
  'reference',
  'merchantReference',
  'paymentReference',
  'bankReference',
  'invoiceNumber',
  'orderNumber',
  'orderNo',
  'receiptNumber',
  'traceId',
  'trackingNumber',
  'idempotencyKey',
  'externalId',
  'batchNumber',
  'terminalId',
  'accountNumber',
  'pspReference',
  'endToEndId',
  'requestId',
  'transactionid',
  'paymentNumber',
  'settlementBatchId',
  'networkTransactionId',
  'retrievalReferenceNumber',
]

const ids: readonly Make[] = [
  (random) => ({ [random.pick(idNames)]: uuid(random) }),
  (random) => ({ id: `${random.pick(['evt', 'ntf', 'sub', 'acc', 'prj'])}_${random.text(base32, 26)}` }),
  (random) => ({ [random.pick(idNames)]: random.text(base32, 26).toUpperCase() }),
  (random) => ({ [random.pick(idNames)]: random.digits(6 + random.int(14)) }),
  (random) => ({ [random.pick(idNames)]: random.digits(16) }),
  (random) => ({ [random.pick(idNames)]: Number(random.digits(15)) }),
  (random) => ({ ids: [random.digits(16), random.digits(16)] }),
  (random) => ({ order: { number: random.digits(16) }, account: { number: random.digits(12) } }),
  (random) => ({ data: `${random.pick(['pay', 'ch', 'txn', 'cus', 're'])}_${random.digits(16)}` }),
  (random) => ({ note: `Refund for order ${random.digits(16)}` }),
  (random) => ({ description: `Invoice no. ${random.digits(14)}, ref: ${random.digits(16)}` }),
  (random) => ({ link: `https://shop.example/orders/${random.digits(16)}?customerId=${random.digits(16)}` }),
  (random) => ({ snowflake: String(1_100_000_000_000_000_000n + BigInt(random.int(2 ** 30)) * 700_000_000n) }),
  (random) => ({ text: `INV-2026-${random.digits(8)}`, orderRef: `SHOP-${random.digits(16)}` }),
  (random) => ({ rrn: random.digits(12), arn: random.digits(23), stan: random.digits(6), authCode: random.digits(6) }),
  (random) => ({
    tokenReference: random.digits(16),
    cardId: random.digits(16),
    par: random.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 29),
  }),
  (random) => ({ kid: withLuhnDigit(random.digits(15)), ocrReference: withLuhnDigit(random.digits(15)) }),
  (random) => ({ digest: random.text(hex, 64), hash: random.text(hex, 40), etag: random.text(hex, 32), blob: random.text(base64, 120) }),
  (random) => ({ amazonOrder: `${random.pick(['026', '114', '302', '403', '404'])}-${random.digits(7)}-${random.digits(7)}` }),
  (random) => ({
    endToEndId: `20260115MBBEMYKL${random.digits(3)}ORM${random.digits(8)}`,
    instructionId: `CTBAAUSNXXXN20260115${random.digits(15)}`,
  }),
]

const times: readonly Make[] = [
  (random) => ({ [random.pick(['at', 'timestamp', 'createdAt', 'ts', 'value', 'time'])]: millis(random) }),
  (random) => ({ [random.pick(['at', 'note', 'x'])]: String(millis(random)) }),
  (random) => ({ micros: millis(random) * 1_000 + random.int(1_000), at: `${millis(random)}${random.text(decimal, 3)}` }),
  (random) => ({ at: `${millis(random)}${random.text(decimal, 6)}` }),
  (random) => ({ at: new Date(millis(random)).toISOString(), day: new Date(millis(random)).toISOString().slice(0, 10) }),
  (random) => ({
    at: new Date(millis(random)).toISOString().replaceAll(/\D/g, ''),
    local: new Date(millis(random)).toISOString().replaceAll(/[-:TZ]/g, ' '),
  }),
  (random) => ({
    note: `from ${new Date(millis(random)).toISOString().slice(0, 10)} to ${new Date(millis(random)).toISOString().slice(0, 10)} 10.42.00`,
  }),
  (random) => ({ dates: `${new Date(millis(random)).toISOString().slice(0, 10)} ${new Date(millis(random)).toISOString().slice(0, 10)}` }),
]

const amounts: readonly Make[] = [
  (random) => ({ amount: { value: Number(random.digits(1 + random.int(9))), currency: 'MYR' } }),
  (random) => ({ amount: `${random.digits(1 + random.int(9))}.${random.text(decimal, 2)}` }),
  (random) => ({ total: Number(random.digits(12)), currency: 'IDR' }),
  (random) => ({ rate: random.int(2 ** 31) / 7_919, share: random.int(2 ** 31) / 2 ** 31 }),
  (random) => ({ rate: `${random.pick(['0', '4', '5'])}.${random.digits(16)}` }),
  (random) => ({ wei: random.digits(16 + random.int(4)), balance: random.digits(16) }),
  (random) => ({
    note: `paid ${random.digits(3)},${random.digits(3)},${random.digits(3)}.00 of ${random.digits(3)}.${random.digits(3)}.${random.digits(3)}.${random.digits(3)},00`,
  }),
  (random) => ({ amounts: Array.from({ length: 6 }, () => Number(random.digits(4))), minorUnits: Number(random.digits(8)) }),
]

const numbersOfPeople: readonly Make[] = [
  (random) => ({
    phone: random.pick([
      `+60${random.digits(9)}`,
      `+62 8${random.digits(2)}-${random.digits(4)}-${random.digits(4)}`,
      `60${random.digits(10)}`,
    ]),
  }),
  (random) => ({ contact: `+${random.pick(['44', '49', '61', '62', '65'])} ${random.digits(3)} ${random.digits(3)} ${random.digits(4)}` }),
  (random) => ({ note: `call 62${random.digits(10)} or +1 (415) 555-${random.digits(4)}` }),
  (random) => ({ iban: iban(random), text: spaced(iban(random), 4) }),
  (random) => ({ note: `Please pay to ${spaced(iban(random), 4)} by Friday` }),
  (random) => ({
    accountNumber: random.digits(10 + random.int(7)),
    account: { number: random.digits(14) },
    bsb: `${random.digits(3)}-${random.digits(3)}`,
  }),
  (random) => ({ nric: `${random.pick(['58', '62', '65', '79', '88'])}0${random.int(9) + 1}1${random.int(9)}-14-${random.digits(4)}` }),
  (random) => ({ idCardNumber: `${random.pick(['58', '62', '65'])}0${random.int(9) + 1}1${random.int(9)}14${random.digits(4)}` }),
  (random) => ({
    siret: withLuhnDigit(`3${random.digits(12)}`),
    address: { pin: random.digits(6), pincode: random.digits(6), zip: random.digits(5) },
  }),
]

const thingsAndMasks: readonly Make[] = [
  (random) => ({ ean: ean(random, 13), gtin: ean(random, 14), product: { barcode: ean(random, 13) } }),
  (random) => ({ article: ean(random, 13), note: `2 x ${ean(random, 13)}` }),
  (random) => ({
    imei: withLuhnDigit(random.pick(['35', '86', '01', '99']) + random.text(decimal, 12)),
    device: withLuhnDigit(random.pick(['35', '86']) + random.text(decimal, 12)),
  }),
  (random) => ({ iccid: withLuhnDigit(`8960${random.text(decimal, 14)}`), imsi: `502${random.text(decimal, 12)}` }),
  (random) => ({ cardNumber: `${random.digits(6)}******${random.digits(4)}`, pan: `${random.digits(6)}XXXXXX${random.digits(4)}` }),
  (random) => ({
    cardNumber: `**** **** **** ${random.digits(4)}`,
    masked: `•••• ${random.digits(4)}`,
    card: { first6: random.digits(6), last4: random.digits(4), bin: random.digits(8) },
  }),
  (random) => ({
    card: {
      token: `tok_${random.text(base64.slice(0, 62), 24)}`,
      expiry: `1${random.int(3)}/2${random.int(10)}`,
      expMonth: 1 + random.int(12),
      expYear: 2026 + random.int(9),
    },
  }),
  (random) => ({ cvvResult: 'M', cvvResponseCode: random.digits(1), pinVerified: true, pinLength: 6, cvv: null, pin: '****', cvc: '***' }),
  (random) => ({
    ip: `${random.int(256)}.${random.int(256)}.${random.int(256)}.${random.int(256)}`,
    version: `${random.digits(1)}.${random.digits(2)}.${random.digits(3)}`,
    at: [52 + random.int(1e7) / 1e7, 13 + random.int(1e7) / 1e7],
  }),
  (random) => ({
    trackingNumber: random.digits(12),
    tracking: { code: `9400 1000 0000 0000 ${random.digits(4)} ${random.digits(2)}` },
    track: 'Summer (remix)',
    shippingAddress: { line1: `${random.digits(3)} Jalan Ampang`, postcode: random.digits(5) },
  }),
  (random) => ({ key: spaced(random.digits(24), 4), serial: spaced(random.digits(28), 4) }),
  (random) => ({
    cid: Number(random.digits(7)),
    clientId: `${random.digits(10)}.${random.digits(10)}`,
    spin: random.digits(4),
    pinned: true,
  }),
]

export const negativeKinds = { ids, times, amounts, numbersOfPeople, thingsAndMasks }

/** One of all kinds, beside members that every event has. */
export function aNegative(random: Random): Negative {
  const kind = random.pick(Object.keys(negativeKinds) as (keyof typeof negativeKinds)[])
  const members = random.pick(negativeKinds[kind])(random)
  const data = random.pick([
    members,
    { object: members },
    { object: { status: 'settled', ...members }, changedFields: ['status'] },
    { items: [members] },
  ])
  return {
    json: JSON.stringify({ type: 'payment.settled', id: uuid(random), correlationId: uuid(random), data }),
    described: `${kind}: ${JSON.stringify(members)}`,
  }
}
