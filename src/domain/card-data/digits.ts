/** The zeros of the decimal digits that people type: ASCII, Arabic, Persian, Indic scripts, Thai, Lao, Tibetan, Myanmar, Khmer, full width. */
const zeros: readonly number[] = [
  0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0, 0xff10,
]

const escaped = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`

const digits = (from: number, to: number): string => zeros.map((zero) => `${escaped(zero + from)}-${escaped(zero + to)}`).join('')

/** Decimal digits, as the inside of a character class. */
export const digit = digits(0, 9)
/** Those that a card number begins with. */
export const firstDigit = digits(2, 6) + digits(8, 9)
/** What people write between the digits of one number: white space, dashes, dots, invisible characters. The same. */
export const separator = '\\t .\\-\\u00a0\\u00ad\\u00b7\\u2000-\\u2015\\u202f\\u205f\\u2060\\u2212\\u3000\\ufeff\\uff0d'

/** Digits of any script in ASCII. */
export const toAscii = (text: string): string => text.replaceAll(/[^0-9]/g, (other) => String(valueOf(other.charCodeAt(0))))

const valueOf = (code: number): number => code - Math.max(...zeros.filter((zero) => zero <= code))
