import type { TextRule } from './confirmation.js'
import { type FilledRule, holds } from './holds.js'
import { isJson, onlyItem, scalarText, valueAt } from './json-path.js'

interface NearMiss {
  readonly how: string
  /** What the body would be without the mistake; undefined when it is not this one. */
  readonly mend: (text: string) => string | undefined
  readonly mendRule?: (rule: FilledRule) => FilledRule
}

/** Mistakes that receivers make, most of them by copying from a document. */
const nearMisses: readonly NearMiss[] = [
  { how: 'with curly quotes', mend: (text) => text.replace(/[“”„‟]/g, '"') },
  { how: 'with curly quotes', mend: (text) => text.replace(/[“”„‟]/g, '') },
  { how: 'with single quotes', mend: (text) => text.replaceAll("'", '"') },
  { how: 'with &quot; for quotes', mend: (text) => text.replaceAll('&quot;', '"') },
  { how: 'inside an array', mend: onlyItem },
  { how: 'inside a JSON text: it is encoded twice', mend: (text) => (isJson(text) ? scalarText(text) : undefined) },
  {
    how: 'in other letters: upper and lower case count',
    mend: (text) => text.toLowerCase(),
    mendRule: ({ path, ...rule }) => ({
      ...rule,
      expected: rule.expected.toLowerCase(),
      ...(path !== undefined && { path: path.toLowerCase() }),
    }),
  },
]

/** What is wrong with a body that does not confirm. Of the body itself it says nothing but what was expected of it. */
export function diagnose(rule: FilledRule, text: string): string {
  const shown = quoted(rule.shown)
  const strict = { ...rule, optional: false }
  const near = nearMisses.find(({ mend, mendRule = same }) => {
    const mended = mend(text)
    return mended !== undefined && holds(mendRule(strict), mended)
  })
  if (near) return `body ${rule.isEcho ? 'echoes' : 'says'} ${shown} ${near.how}`
  return rule.rule === 'jsonPath' ? diagnoseJson(rule, text) : diagnoseText(rule.rule, shown, text)
}

const same = (rule: FilledRule): FilledRule => rule
/** What a body must do, and what it did not do. */
const duties = {
  equals: ['be', 'is not'],
  contains: ['contain', 'does not contain'],
  startsWith: ['begin with', 'does not begin with'],
  endsWith: ['end with', 'does not end with'],
} as const satisfies Record<TextRule['rule'], readonly [must: string, failed: string]>

function diagnoseText(rule: TextRule['rule'], shown: string, text: string): string {
  const [must, failed] = duties[rule]
  return text === '' ? `body is empty, it must ${must} ${shown}` : `body ${failed} ${shown}`
}

function diagnoseJson({ path = '$', shown }: FilledRule, text: string): string {
  if (text === '') return `body is empty, ${path} must be ${quoted(shown)}`
  if (!isJson(text)) return text.startsWith('<') ? 'body is HTML or XML, not JSON' : 'body is not JSON'
  const value = valueAt(text, path)
  if (value === undefined) return `body has no ${path}`
  return scalarText(value) === undefined ? `${path} is neither text nor number` : `${path} is not ${quoted(shown)}`
}

const mostShown = 60
const quoted = (text: string): string => `“${text.length > mostShown ? `${text.slice(0, mostShown)}…` : text}”`
