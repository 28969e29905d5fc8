import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type AuditFacts, auditText } from '../../src/domain/audit-text.js'

const words = fc.string()
const maybe = fc.option(words)
const entries: fc.Arbitrary<AuditFacts> = fc.record({
  accountId: words,
  sequence: words,
  at: words,
  actorKind: words,
  actorId: words,
  action: words,
  target: words,
  before: maybe,
  after: maybe,
  reason: maybe,
  sourceAddress: maybe,
  requestId: maybe,
  actorAccount: maybe,
})

it('an audit entry has a text that no other entry, and no other place in the chain, has', () => {
  fc.assert(
    fc.property(fc.tuple(entries, words), fc.tuple(entries, words), (one, other) => {
      expect(auditText(...one) === auditText(...other)).toBe(JSON.stringify(one) === JSON.stringify(other))
    }),
  )
  fc.assert(
    fc.property(
      entries,
      words,
      fc.constantFrom<keyof AuditFacts>('accountId', 'action', 'before', 'requestId', 'actorAccount'),
      (one, before, changed) => {
        expect(auditText({ ...one, [changed]: `${String(one[changed])}.` }, before)).not.toBe(auditText(one, before))
      },
    ),
  )
})
