export type AccountKind = 'reseller' | 'portfolio' | 'merchant'

/** What an account of a kind may stand below: a reseller's tree has portfolios, and merchants at its ends (S2-4). */
const parents: Readonly<Record<AccountKind, readonly AccountKind[]>> = {
  reseller: ['reseller'],
  portfolio: ['reseller', 'portfolio'],
  merchant: ['reseller', 'portfolio'],
}

/** Why an account of a kind may not stand below one of another; undefined when it may. */
export function refuseParent(kind: AccountKind, parent: AccountKind): string | undefined {
  return parents[kind].includes(parent) ? undefined : `a ${kind} stands below a ${parents[kind].join(' or a ')}, not below a ${parent}`
}
