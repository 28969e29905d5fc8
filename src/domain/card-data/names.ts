/** What a name lets expect of the number it stands for. `generic`: what the name around it says. */
export type NameKind = 'card' | 'reference' | 'neutral' | 'generic'

type WordKind = 'card' | 'reference' | 'subject' | 'generic'

const listed = (kind: WordKind, words: string): [string, WordKind][] => words.split(' ').map((word) => [word, kind])

/** What the last word of a name says; plurals are looked up without their s. */
const wordKinds: ReadonlyMap<string, WordKind> = new Map([
  ...listed('card', 'card pan fpan dpan cc creditcard debitcard bankcard ccnumber visa mastercard maestro amex diners unionpay jcb'),
  ...listed('reference', 'id identifier uuid guid ulid key ref reference rrn arn utr stan trace sequence seq serial order invoice inv'),
  ...listed('reference', 'receipt tracking shipment parcel batch customer merchant terminal phone tel telephone mobile msisdn fax'),
  ...listed('reference', 'account acct iban bban routing mandate imei imsi iccid ean gtin upc sku isbn barcode siret siren kid ocr'),
  ...listed('reference', 'vat tin ssn nric mykad passport licence license amount total balance fee wei hash checksum fingerprint'),
  ...listed('reference', 'signature nonce cursor offset timestamp nano micro milli epoch'),
  ...listed('subject', 'payment transaction txn tx refund chargeback settlement payout transfer event request correlation session device'),
  ...listed('subject', 'user member subscriber subscription policy contract case ticket document booking voucher coupon meter bill bank'),
  ...listed('generic', 'number no nr num value code text string raw data field content item digit plain clear full'),
])

/** Cards that are not for paying. */
const otherCards: ReadonlySet<string> = new Set([
  'id',
  'identity',
  'sim',
  'loyalty',
  'member',
  'membership',
  'library',
  'green',
  'business',
])
const longestName = 64
const wordPattern = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g

/** The same of the names on the way to a value, the last one first: what `number` is, the name around it says. */
export function kindOfNames([own = '', around = '']: readonly string[]): NameKind {
  const kind = kindOfName(own)
  return kind === 'generic' ? kindOfName(around) : kind
}

/** What a member name, or the words before a number in a text, let expect. */
export function kindOfName(name: string): NameKind {
  const words = wordsOf(name)
  const head = words.findLastIndex((word) => kindOfWord(word) !== 'generic')
  if (head === -1) return 'generic'
  const [before = '', word = ''] = ['', ...words].slice(head)
  const kind = kindOfWord(word)
  if (kind === 'card') return otherCards.has(before) ? 'reference' : 'card'
  if (kind === 'reference') return isCardAccount(before, word) ? 'card' : 'reference'
  return kind === 'subject' && head < words.length - 1 ? 'reference' : 'neutral'
}

const isCardAccount = (before: string, word: string): boolean => word === 'account' && ['primary', 'card'].includes(before)

/** "orderid" and "cardnumber" are two words as well. */
const wordsOf = (name: string): string[] =>
  (name.slice(-longestName).match(wordPattern) ?? []).map((word) => word.toLowerCase()).flatMap(splitCompound)

const lastParts = ['id', 'ref', 'reference', 'number', 'no', 'num', 'key', 'code']

function splitCompound(word: string): string[] {
  const last = lastParts.find((part) => word.endsWith(part) && kindOfWord(word.slice(0, -part.length)) !== undefined)
  return last === undefined || kindOfWord(word) ? [word] : [word.slice(0, -last.length), last]
}

const kindOfWord = (word: string): WordKind | undefined =>
  wordKinds.get(word) ?? (word.endsWith('s') ? wordKinds.get(word.slice(0, -1)) : undefined)
