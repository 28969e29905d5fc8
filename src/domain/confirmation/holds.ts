import type { JsonPathRule, TextRule } from './confirmation.js'
import { isJson, scalarText, valueAt } from './json-path.js'

/** A rule for the body with its templates filled. */
export interface FilledRule {
  readonly rule: TextRule['rule'] | JsonPathRule['rule']
  readonly expected: string
  /** The same for people. */
  readonly shown: string
  /** Whether the receiver brings back something of the request. */
  readonly isEcho: boolean
  readonly path?: string
  readonly optional?: boolean
}

/** Whether a body, without the white space around it, is what the rule asks for. */
export function holds({ rule, expected, path = '$', optional = false }: FilledRule, text: string): boolean {
  switch (rule) {
    case 'equals':
      return text === expected
    case 'contains':
      return text.includes(expected)
    case 'startsWith':
      return text.startsWith(expected)
    case 'endsWith':
      return text.endsWith(expected)
    case 'jsonPath': {
      const value = isJson(text) ? valueAt(text, path) : undefined
      return value === undefined ? optional : scalarText(value) === expected
    }
  }
}
