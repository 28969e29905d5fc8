import { kindOfName } from './names.js'

/** What may not be kept after authorisation, however it is protected (PCI DSS 3.3). */
export type SensitiveKind = 'cvv' | 'pin' | 'track'

interface SensitiveMember {
  readonly kind: SensitiveKind
  /** Of the name in lower case, letters and digits only. */
  readonly name: RegExp
  readonly value: RegExp
  /** A number under this name is more likely something else. */
  readonly onlyText?: true
}

/** The value of a member as text, and the names on the way to it, the last one first. */
export interface NamedValue {
  readonly names: readonly string[]
  readonly value: string
  readonly isText: boolean
}

const threeOrFour = /^\s*\d{3,4}\s*$/
const whose = '(?:card|atm|debit|credit|user|customer|account|wallet|upi|m|t|new|old|current|clear|online|offline|confirm)?'

const sensitiveMembers: readonly SensitiveMember[] = [
  { kind: 'cvv', name: /^(?:card|cc|payment|customer)?(?:cvv|cvc|cvn|cvd|cvx|csc|cav)[12]?(?:code|value|number|no)?$/, value: threeOrFour },
  { kind: 'cvv', name: /^(?:card|cc)?(?:securitycode|verificationvalue)$/, value: threeOrFour },
  { kind: 'cvv', name: /^card(?:code|cid|verification(?:code|number)?)$/, value: threeOrFour },
  { kind: 'cvv', name: /^cid$/, value: threeOrFour, onlyText: true },
  { kind: 'pin', name: new RegExp(`^${whose}pin(?:number|no|value|digits)?$`), value: /^\s*\d{4,12}\s*$/ },
  // Six digits are a postal code in India, where it is called so.
  { kind: 'pin', name: new RegExp(`^${whose}pincode$`), value: /^\s*\d{4,5}\s*$/ },
  {
    kind: 'pin',
    name: /^(?:encrypted|clear|online|offline)?pin(?:block|data)$|^encryptedpin$|^epb$/,
    value: /^(?:[0-9a-f]{16}|[0-9a-f]{32}|[a-z0-9+/]{11}=|[a-z0-9+/]{22}==)$/i,
  },
  {
    kind: 'track',
    name: /^(?:card|mag|magnetic|raw|full|encrypted)?track(?:[123](?:equivalent)?(?:data)?|data|equivalentdata)$|^(?:magstripe|magneticstripe|swipe|msr)(?:data)?$/,
    value: /^(?:[%;]?b?\d{12,19}[=d^].*|[0-9a-f\s]{24,}|[a-z0-9+/]{40,}={0,2})$/is,
  },
]

const longestName = 64
/** What all those names have in common, to be quick with the others. */
const oftenSensitive = /cv|csc|cav|cid|pin|epb|track|securit|verific|magstripe|magnetic|swipe|msr|code/i
const postal = /address|location|postal|shipping|billing|delivery/

/** What a member holds that may not be kept, judged by its name and the look of its value. */
export function sensitiveKindOf({ names: given, value, isText }: NamedValue): SensitiveKind | undefined {
  const names = given.map((name) => name.slice(0, longestName))
  if (!names.slice(0, 2).some((name) => oftenSensitive.test(name))) return undefined
  const [own = ''] = names
  const [name = '', parent = ''] = names.slice(kindOfName(own) === 'generic' ? 1 : 0).map(plainName)
  const found = sensitiveMembers.find((member) => member.name.test(name) && member.value.test(value) && (isText || !member.onlyText))
  return found?.kind === 'pin' && postal.test(parent) ? undefined : found?.kind
}

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

const codeInText = /(?:^|[^a-z])(?:cvv2?|cvc2?|cvn2?|cvd|csc)["'\\]{0,4}\s{0,2}[:=]\s{0,2}["'\\]{0,4}\d{3,4}(?!\d)/i

/** Whether a text says a verification code: "CVV: …", "cvc=…", JSON in a string. */
export const saysVerificationCode = (text: string): boolean => codeInText.test(text)

const hints = [
  '(?:cv[vcndx]|csc|cav|cid|verification)[12]?(?:[_ -]?(?:code|value|number|no))?',
  '(?:security|card)[_ -]?code',
  '(?:pin[_ -]?(?:code|block|data|number|no|value|digits)?|epb)',
  '(?:track[_ -]?[123]?[_ -]?(?:equivalent)?|magstripe|magnetic[_ -]?stripe|swipe|msr)[_ -]?(?:data)?',
]
const hint = new RegExp(`(?:${hints.join('|')})["'\\\\]{0,4}\\s*[:=]`, 'i')

/** Whether a JSON text may hold such a member, or such a text: a quick look that may be wrong in this one direction. */
export const maySaySensitiveData = (json: string): boolean => hint.test(json)
