const atom = String.raw`(?:[^\\^$.*+?()[\]{}|]|\.|\\[dwsDWS]|\\[\^$.*+?()[\]{}|/]|\[\^?(?:[^\\[\]]|\\[dwsDWS]|\\[\^$.*+?()[\]{}|/-])+\])`
const fixed = String.raw`\{\d{1,3}\}`
const optional = String.raw`\?`
const variable = String.raw`[*+]|\{\d{1,3},\d{0,3}\}`
const stepText = `${atom}(?:(${fixed})|(${optional})|(${variable}))?`

const mostOptional = 3
const mostVariable = 1

/**
 * Whether a regular expression of somebody else may run on texts of any length: it takes time in proportion to the text.
 * It must be anchored (`^…$`), without groups, alternatives and look-around, with at most one part of open length and
 * three that may be missing.
 */
export function isLinearPattern(pattern: string): boolean {
  if (pattern.length < 2 || pattern.length > 200 || !pattern.startsWith('^') || !pattern.endsWith('$')) return false
  const inner = pattern.slice(1, -1)
  const step = new RegExp(stepText, 'uy')
  const counts = { optional: 0, variable: 0 }
  for (let at = 0; at < inner.length; at = step.lastIndex) {
    step.lastIndex = at
    const found = step.exec(inner)
    if (!found) return false
    if (found[2] !== undefined) counts.optional++
    if (found[3] !== undefined) counts.variable++
  }
  return counts.optional <= mostOptional && counts.variable <= mostVariable
}
