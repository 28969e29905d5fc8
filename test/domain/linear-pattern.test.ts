import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isLinearPattern } from '../../src/domain/linear-pattern.js'

describe('isLinearPattern', () => {
  it.each([
    '^[A-Z]{3}$',
    '^ord_[a-z0-9]{10,40}$',
    '^\\d{4}-\\d{2}-\\d{2}$',
    '^[A-Z0-9]+$',
    '^https://.+$',
    '^\\+?[0-9]*$',
    '^[^@\\]]+@example\\.com$',
    '^a?b?c?$',
    '^$',
  ])('%s may be used', (pattern) => {
    expect(isLinearPattern(pattern)).toBe(true)
    expect(() => new RegExp(pattern, 'u')).not.toThrow()
  })

  it.each([
    ['nothing', ''],
    ['no anchors', '[A-Z]{3}'],
    ['no end', '^a+'],
    ['an escaped end', '^a\\$'],
    ['a group that repeats', '^(a+)+$'],
    ['a group', '^(?:ab)$'],
    ['alternatives', '^a|b$'],
    ['two open lengths', '^a*a*$'],
    ['two ranges', '^a{1,9}b{1,9}$'],
    ['many that may be missing', '^a?a?a?a?$'],
    ['look-ahead', '^(?=a)a$'],
    ['a reference back', '^(a)\\1$'],
    ['a lazy part', '^a+?$'],
    ['an open class', '^[a$'],
    ['an end within', '^a$b$'],
    ['a lone bracket', '^a]$'],
    ['a property class', '^\\p{L}+$'],
    ['more than 200 characters', `^${'a'.repeat(200)}$`],
  ])('%s may not', (_, pattern) => {
    expect(isLinearPattern(pattern)).toBe(false)
  })

  it('what it lets through compiles, and is soon done with a long text', () => {
    const atom = fc.constantFrom('a', '.', '\\d', '[a-c]', '[^x]', '\\.', '\\w')
    const quantifier = fc.constantFrom('', '?', '*', '+', '{3}', '{0,9}', '{2,}')
    const pattern = fc
      .array(
        fc.tuple(atom, quantifier).map((pair) => pair.join('')),
        { maxLength: 6 },
      )
      .map((steps) => `^${steps.join('')}$`)
    const worst = `${'a'.repeat(200_000)}!\n`
    fc.assert(
      fc.property(pattern, (text) => {
        fc.pre(isLinearPattern(text))
        // Were it to try the text from every place in it, this test would not end in time.
        new RegExp(text, 'u').test(worst)
      }),
      { numRuns: 300 },
    )
  })
})
