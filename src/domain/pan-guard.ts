import { maySaySensitiveData, saysVerificationCode, type SensitiveKind, sensitiveKindOf } from './card-data/authentication-data.js'
import { type CardNumberKind, findCardNumber, mayHoldCardNumber } from './card-data/find-card-number.js'
import { kindOfNames } from './card-data/names.js'
import { toPointer } from './json-limits.js'
import { type Leaf, visitLeaves } from './json-leaves.js'

export type CardDataKind = CardNumberKind | SensitiveKind

/** Where a JSON text holds card data: never what it is. */
export interface CardDataFinding {
  /** JSON pointer (RFC 6901) of the member; of what is around it when a name on the way holds a card number itself, or is very long. */
  readonly pointer: string
  readonly kind: CardDataKind
}

const mostFindings = 20
/** A verification code has three digits. */
const shortestValue = 3
/** Names are told up to this length. */
const longestName = 256

/**
 * Finds card numbers, and what may never be kept beside them (verification codes, PINs, track data), in a JSON text that
 * JSON.parse has accepted: the first 20. Linear in the length of the text, and one quick look at a text with nothing suspicious.
 */
export function findCardData(json: string): CardDataFinding[] {
  const findings: CardDataFinding[] = []
  if (!isSuspicious(json)) return findings
  visitLeaves(json, (leaf) => {
    const kind = kindOfLeaf(leaf)
    if (kind) findings.push({ pointer: pointerTo(leaf.path), kind })
    return findings.length < mostFindings
  })
  return findings.filter((finding, i) => i === findings.findIndex((first) => isSame(first, finding)))
}

const isSame = (one: CardDataFinding, other: CardDataFinding): boolean => one.pointer === other.pointer && one.kind === other.kind

/** Spellings that hide digits, or what is between them: escapes of JSON and of URLs, floating point. */
const spellings = /\\[tu]|%2[0d]\d|\+\d(?<=\d\+\d)|\.0(?<=\d{12}\.0)|e\+?1\d(?<=\.\d{8,}e\+?1\d)/i

const isSuspicious = (json: string): boolean => mayHoldCardNumber(json) || maySaySensitiveData(json) || spellings.test(json)

function kindOfLeaf({ kind, text, path }: Leaf): CardDataKind | undefined {
  const value = kind === 'number' ? toInteger(text) : text
  if (value.length < shortestValue) return undefined
  const isText = kind === 'text'
  const sensitive = kind === 'name' ? undefined : sensitiveKindOf({ names: namesOn(path), value, isText })
  return sensitive ?? findCardNumber(value, () => kindOfNames(namesOn(path))) ?? (isText && saysVerificationCode(value) ? 'cvv' : undefined)
}

/** The last three names of a path, the last one first. */
const namesOn = (path: Leaf['path']): string[] =>
  path
    .filter((part) => typeof part === 'string')
    .slice(-3)
    .reverse()

/** Some programs write a long number as 4.111E15. What is negative or has a fraction is a quantity. */
function toInteger(number: string): string {
  if (number.startsWith('-')) return ''
  if (!/[.e]/i.test(number)) return number
  return Number.isSafeInteger(Number(number)) ? String(Number(number)) : ''
}

function pointerTo(path: Leaf['path']): string {
  const hidden = path.findIndex((part) => typeof part === 'string' && (part.length > longestName || findCardNumber(part, () => 'neutral')))
  return toPointer(hidden === -1 ? path : path.slice(0, hidden))
}
