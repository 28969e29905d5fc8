/** The beginning of an IBAN, or of a creditor reference (ISO 11649), which is built alike. */
const opening = /(?<![A-Za-z0-9])[A-Z]{2}\d{2} ?[A-Z0-9]/g
const longest = 42
const shortest = 15

/** Whether the part of a text from `start` to `end` lies in an IBAN, with or without spaces, whose check digits are right (ISO 13616). */
export function isInIban(text: string, { start, end }: { start: number; end: number }): boolean {
  const from = Math.max(0, start - longest)
  for (const { index } of text.slice(from, start + 1).matchAll(opening)) {
    if (endsOfIbans(text.slice(from + index, from + index + longest)).some((length) => from + index + length >= end)) return true
  }
  return false
}

/** How long the IBANs are that a text begins with: whole words only. */
function endsOfIbans(text: string): number[] {
  const words = text.replace(/^([A-Z0-9]+(?: [A-Z0-9]+)*)[^]*$/, '$1').split(' ')
  return words.map((_, i) => words.slice(0, i + 1)).flatMap((some) => (isIban(some.join('')) ? [some.join(' ').length] : []))
}

function isIban(characters: string): boolean {
  if (characters.length < shortest) return false
  let rest = 0
  for (const character of characters.slice(4) + characters.slice(0, 4)) {
    const value = parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}
