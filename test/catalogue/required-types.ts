import { readFileSync } from 'node:fs'

/** The types that the table asks for, written out: `.pending` after `payment.created` is `payment.pending`. */
export function requiredTypes(): string[] {
  const rows = readFileSync(new URL('../fixtures/event-types.md', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(2)
  const groups = rows.flatMap((row) => (row.split('|')[2] ?? '').split('·'))
  return [...new Set(groups.flatMap((group) => writtenOut(group.trim().split(' '))))]
}

function writtenOut([first = '', ...others]: readonly string[]): string[] {
  const stem = first.slice(0, first.lastIndexOf('.'))
  return [first, ...others.map((ending) => stem + ending)]
}
