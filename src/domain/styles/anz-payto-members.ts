import type { JsonText } from './json-text.js'

/** Our short names for what ANZ spells out. */
const spelledOut: ReadonlyMap<string, string> = new Map([
  ['mandate_id', 'mandate_identification'],
  ['action_id', 'action_identification'],
  ['instruction_id', 'instruction_identification'],
])

/**
 * The members of an object as ANZ names and writes them: `mandateId` is `mandate_identification`, money in minor units an `amount`
 * with two decimals, a count a text.
 */
export function anzMembers(given: ReadonlyMap<string, JsonText>): Map<string, JsonText> {
  const members = new Map<string, JsonText>()
  for (const [name, value] of given) {
    const anzName = toAnzName(name)
    // Where two come to the same name, the one that ANZ spells so is meant.
    if (name === anzName || !members.has(anzName)) members.set(anzName, value)
  }
  const amount = members.get('value') ?? members.get('amount')
  if (amount !== undefined && members.has('currency')) {
    members.delete('value')
    members.set('amount', toAnzAmount(amount))
  }
  const reminders = members.get('reminder_count')
  if (reminders !== undefined && /^\d+$/.test(reminders)) members.set('reminder_count', `"${reminders}"`)
  return members
}

function toAnzName(name: string): string {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return spelledOut.get(snake) ?? snake
}

/** Minor units become a decimal string, digit by digit (ANZ knows AUD only); anything else keeps its spelling. */
function toAnzAmount(amount: JsonText): JsonText {
  if (/^\d+\.\d+$/.test(amount)) return `"${amount}"`
  if (!/^\d+$/.test(amount)) return amount
  const digits = amount.padStart(3, '0')
  return `"${digits.slice(0, -2)}.${digits.slice(-2)}"`
}
