import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { changedMembers } from '../../src/domain/changed-members.js'

describe('changed members', () => {
  it('are those that differ, by name, without what goes with every change', () => {
    const before = { state: 'active', version: 1, updatedAt: 'a', description: 'x', eventTypes: ['a'], urlSha256: '1', url: 'https://a' }
    const after = { ...before, version: 2, updatedAt: 'b', description: 'y', eventTypes: ['a', 'b'], urlSha256: '2', added: true }
    expect(changedMembers(before, after)).toEqual(['added', 'description', 'eventTypes', 'url'])
  })

  it.each([[null], [undefined], ['text']])('are none where there is nothing to compare with: %j', (nothing) => {
    expect(changedMembers(nothing, { a: 1 })).toEqual([])
    expect(changedMembers({ a: 1 }, nothing)).toEqual([])
  })

  it('are none between equals', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (shape) => expect(changedMembers(shape, { ...shape })).toEqual([])))
  })
})
