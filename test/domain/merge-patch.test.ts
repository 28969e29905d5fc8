import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { mergeMembers, mergePatch } from '../../src/domain/merge-patch.js'

describe('a merge patch', () => {
  // RFC 7396, appendix A
  it.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ])('of %s with %s is %s', (target, patch, merged) => {
    expect(JSON.stringify(mergePatch(JSON.parse(target), JSON.parse(patch)))).toBe(merged)
  })

  it('twice is the same as once, and one that is empty changes nothing', () => {
    const anObject = fc.dictionary(fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor'), fc.string()), fc.jsonValue())
    fc.assert(
      fc.property(anObject, anObject, (target, patch) => {
        const once = mergeMembers(target, patch)
        expect(mergeMembers(once, patch)).toEqual(once)
        expect(mergeMembers(target, {})).toEqual({ ...target })
        expect(Object.getPrototypeOf(once)).toBe(Object.prototype)
      }),
    )
  })
})
