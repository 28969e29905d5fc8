import { describe, expect, it } from '@jest/globals'
import { type AccountKind, refuseParent } from '../../src/domain/account-tree.js'

const kinds: readonly AccountKind[] = ['reseller', 'portfolio', 'merchant']

describe('the tree of accounts (S2-4)', () => {
  it('has portfolios below resellers, and merchants at its ends', () => {
    const allowed = kinds.flatMap((kind) =>
      kinds.filter((parent) => refuseParent(kind, parent) === undefined).map((parent) => `${parent} > ${kind}`),
    )
    expect(allowed).toEqual([
      'reseller > reseller',
      'reseller > portfolio',
      'portfolio > portfolio',
      'reseller > merchant',
      'portfolio > merchant',
    ])
  })

  it('says what may stand where', () => {
    expect(refuseParent('merchant', 'merchant')).toBe('a merchant stands below a reseller or a portfolio, not below a merchant')
  })
})
