import { describe, expect, it } from '@jest/globals'
import { kindOfName, kindOfNames } from '../../../src/domain/card-data/names.js'

describe('what a name lets expect', () => {
  it.each([
    ['cardNumber', 'card'],
    ['cards', 'card'],
    ['primaryAccountNumber', 'card'],
    ['cardAccount', 'card'],
    ['account', 'reference'],
    ['loyaltyCardNumber', 'reference'],
    ['orderNumber', 'reference'],
    ['transactionNumber', 'reference'],
    ['transaction', 'neutral'],
    ['colour', 'neutral'],
    ['number', 'generic'],
    ['', 'generic'],
  ])('%s: %s', (name, kind) => {
    expect(kindOfName(name)).toBe(kind)
  })

  it('is said by the name around it when the own one says nothing', () => {
    expect([kindOfNames(['number', 'card']), kindOfNames(['number']), kindOfNames([])]).toEqual(['card', 'generic', 'generic'])
  })
})
