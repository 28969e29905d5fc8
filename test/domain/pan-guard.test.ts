import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { findCardData } from '../../src/domain/pan-guard.js'
import { makers, positives } from './card-data/positives.js'
import { withLuhnDigit } from './card-data/random.js'

const kindsIn = (json: string) => findCardData(json).map(({ kind }) => kind)
const found = (data: unknown) => findCardData(JSON.stringify(data))

describe('findCardData', () => {
  const pan = '4532015112830366'

  it.each<[string, unknown]>([
    ['in one piece', pan],
    ['as a number', Number(pan)],
    ['in groups', '4532 0151 1283 0366'],
    ['of American Express', '3782-822463-10005'],
    ['in a sentence', `paid with ${pan}, thanks`],
    ['in front of the expiry', '4532 0151 1283 0366 12/27 123'],
    ['in a URL', `https://shop.example/?pan=${pan}&x=1`],
    ['in JSON in a string', JSON.stringify({ card: { number: pan } })],
    ['right behind the word', `CARD${pan}`],
  ])('finds a card number %s', (_, value) => {
    expect(found({ data: { note: value } })).toEqual([{ pointer: '/data/note', kind: 'pan' }])
  })

  it.each([
    ['escapes', '{"a":"\\u0034\\u00353201511283036\\u0036"}'],
    ['an escaped separator', '{"a":"4532\\t0151\\t1283\\t0366"}'],
    ['floating point', '{"a":4.532015112830366E15}'],
    ['a decimal point with nothing behind it', '{"a":4532015112830366.0}'],
  ])('is not misled by %s', (_, json) => {
    expect(findCardData(json)).toEqual([{ pointer: '/a', kind: 'pan' }])
  })

  it.each<[string, unknown]>([
    ['masked', '453201******0366'],
    ['masked with spaces', '**** **** **** 0366'],
    ['without the right check digit', '4532015112830367'],
    ['of nobody’s range', withLuhnDigit('999999999999999')],
    ['behind a decimal point', '0.4532015112830366'],
    ['of an amount', '4532015112830366.25'],
    ['of a negative number', -4532015112830366],
    ['of a telephone', '+4532015112830366'],
    ['in a longer number', `1${pan}2345`],
    ['in hexadecimal', `a${pan}f`],
    ['of an id', `pay_${pan}`],
    ['of an IBAN', 'DE89 3704 0044 0532 0130 00'],
    ['that are a time', 1_732_185_720_123_456],
    ['of an order in a sentence', `Refund for order ${pan}`],
  ])('lets digits %s pass', (_, value) => {
    expect(found({ data: { note: value } })).toEqual([])
  })

  it('takes a bare number under the name of a reference for one, unless it is published for testing or stands in groups', () => {
    expect(found({ orderId: pan })).toEqual([])
    expect(found({ orderId: '4111111111111111', reference: '4532 0151 1283 0366' })).toEqual([
      { pointer: '/orderId', kind: 'pan' },
      { pointer: '/reference', kind: 'pan' },
    ])
  })

  it('takes a rare length for a card number where the name says so only: other numbers have 13 digits, too', () => {
    expect(found({ cardNumber: '4222222222225' })).toEqual([])
    expect(found({ cardNumber: withLuhnDigit('422222222222') })).toHaveLength(1)
    expect(found({ article: withLuhnDigit('401234567890') })).toEqual([])
    expect(found({ idCardNumber: withLuhnDigit('58010210567') })).toEqual([])
  })

  it('reads a general name with the one around it', () => {
    expect(found({ order: { number: pan }, card: { number: withLuhnDigit('401234567890') } })).toEqual([
      { pointer: '/card/number', kind: 'pan' },
    ])
    expect(found({ cvv: { value: '123' }, pin: ['1234'] })).toEqual([
      { pointer: '/cvv/value', kind: 'cvv' },
      { pointer: '/pin/0', kind: 'pin' },
    ])
  })

  it('finds verification codes, PINs and track data by name and look, in any case style', () => {
    const names = [
      'cardVerificationCode',
      'card_verification_code',
      'card-verification-code',
      'CARD_VERIFICATION_CODE',
      'Card Verification Code',
    ]
    for (const name of names) expect(found({ [name]: '012' })).toEqual([{ pointer: `/${name}`, kind: 'cvv' }])
    expect(kindsIn('{"cvv"   :\n 123}')).toEqual(['cvv'])
    expect(kindsIn('{"c\\u0076v":"123"}')).toEqual(['cvv'])
    expect(kindsIn(JSON.stringify({ log: '{"cvc":"123"}', form: 'amount=1&cvv=1234' }))).toEqual(['cvv', 'cvv'])
    expect(found({ pinBlock: '0123456789ABCDEF' })).toEqual([{ pointer: '/pinBlock', kind: 'pin' }])
    expect(found({ t: `%B${pan}^DOE/J^2712101000?`, u: `${pan}D27121010000` }).map(({ kind }) => kind)).toEqual(['track', 'track'])
  })

  it.each<[string, unknown]>([
    ['results of checks', { cvvResult: 'M', cvcCheck: '100', pinVerified: true, pinLength: 4 }],
    ['masked ones', { cvv: '***', pin: '****', cvc: null, track2: '' }],
    ['postal codes', { pincode: '560001', shippingAddress: { pin: '560001' } }],
    ['other words', { shipping: 1234, spin: '1234', tracking: '1234', track: 'Summer', cid: 1234 }],
    ['sentences', { note: 'the CVV is not kept; PIN 1234?' }],
  ])('lets %s pass', (_, data) => {
    expect(found(data)).toEqual([])
  })

  it('names what is around a name that holds the number, and nothing below it', () => {
    expect(found({ data: { [pan]: { deep: { cvv: '123' } }, [`card ${pan}`]: 1, ok: pan } })).toEqual([
      { pointer: '/data', kind: 'pan' },
      { pointer: '/data', kind: 'cvv' },
      { pointer: '/data/ok', kind: 'pan' },
    ])
  })

  it('never tells what it found', () => {
    for (const make of Object.values(makers)) {
      for (const { json, value } of positives(2_000, make, 99)) expect(JSON.stringify(findCardData(json))).not.toContain(value)
    }
  })

  const testNumber = '4111111111111111'
  const aPath = fc.array(fc.oneof(fc.stringMatching(/^[a-z~/"\\é]{1,6}$/), fc.nat({ max: 3 })), { minLength: 1, maxLength: 8 })

  it('points at the member, however it is nested and called', () => {
    fc.assert(
      fc.property(aPath, (path) => {
        const json = JSON.stringify(
          path.reduceRight<unknown>(
            (inner, part) => (typeof part === 'number' ? [...Array<null>(part).fill(null), inner] : { x: 1, [part]: inner }),
            testNumber,
          ),
        )
        const [finding] = findCardData(json)
        expect(valueAt(JSON.parse(json), finding?.pointer ?? '')).toBe(testNumber)
      }),
    )
  })

  it('comes to an answer for any JSON, the same whether it looks twice or at once', () => {
    const twice = (json: string) => findCardData(`[${json},"\\t"]`).map(({ pointer, kind }) => ({ pointer: pointer.slice(2), kind }))
    fc.assert(fc.property(fc.json(), (json) => expect(twice(json)).toEqual(findCardData(json))))
    for (const make of Object.values(makers))
      for (const { json } of positives(1_000, make, 7)) expect(twice(json)).toEqual(findCardData(json))
  })

  it('tells the first 20', () => {
    expect(found(Array.from({ length: 100 }, () => pan))).toHaveLength(20)
  })
})

function valueAt(json: unknown, pointer: string): unknown {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  return parts.reduce<unknown>((inner, part) => (inner as Record<string, unknown>)[part], json)
}
