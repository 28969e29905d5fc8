import { describe, expect, it } from '@jest/globals'
import { catalogue, findEventType } from '../../src/catalogue/catalogue.js'
import type { EventType } from '../../src/catalogue/event-type.js'
import { requiredTypes } from './required-types.js'

interface Resource {
  readonly properties: Record<string, unknown>
  readonly required: readonly string[]
}

const named = (type: string): EventType => {
  const found = findEventType(type)
  if (!found) throw new Error(`${type} is not in the catalogue`)
  return found
}
const resourceOf = ({ schema }: EventType) => (schema['properties'] as { object: Resource }).object
const requiredOf = ({ schema }: EventType) => schema['required'] as readonly string[]
const ofDomain = (...domains: string[]) => catalogue.filter(({ domain }) => domains.includes(domain))
const typesOf = (prefix: string) => catalogue.filter(({ type }) => type.startsWith(prefix))

/** What a JSON pointer names in the native body, of which the example is the `data`. */
const at = (entry: EventType, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], { id: 'evt_1', type: entry.type, data: entry.example })

describe('the event catalogue (S2-10)', () => {
  it('has every type that is asked for, and no other', () => {
    expect(catalogue.map(({ type }) => type).sort()).toEqual(requiredTypes().sort())
  })

  it.each(catalogue.map((entry) => [entry.type, entry] as const))(
    '%s says what it is, whence it comes and where it belongs',
    (type, entry) => {
      expect(type).toMatch(/^[a-z0-9_]+(\.[a-z0-9_]+)+$/)
      expect(entry.description).toMatch(/^[A-Z`].{10,300}\.$/s)
      expect(entry.origins.length).toBeGreaterThan(0)
      expect(entry.product).toMatch(/^[a-z-]+$/)
      expect(['transaction', 'object']).toContain(entry.dataType)
    },
  )

  it('marks what happens to money as a transaction and the rest as an object (S2-16)', () => {
    expect(
      ofDomain('payments', 'pay-ins', 'refunds', 'chargebacks', 'bank-returns', 'payouts').every(
        (entry) => entry.dataType === 'transaction',
      ),
    ).toBe(true)
    expect(ofDomain('tokens', 'cards', 'mandates', 'management', 'posthorn').every((entry) => entry.dataType === 'object')).toBe(true)
  })

  it('ties every type to a flow (S3-3), pay-ins and payment links first-class (S3-9, S3-10)', () => {
    expect(new Set(ofDomain('pay-ins').map(({ flow }) => flow))).toEqual(new Set(['pay-in']))
    expect(typesOf('payment_link.')).toHaveLength(7)
  })

  it('names bank, processor and network where they are the ones who act (S2-1, S2-9)', () => {
    for (const { origins } of ofDomain('bank-returns')) expect(origins[0]).toBe('bank')
    expect(named('chargeback.opened').origins).toContain('bank')
    expect(named('payment.settled').origins[0]).toBe('processor')
  })

  it('a change of a payment’s status tells the status before and the one now (S0-3)', () => {
    const changed = named('payment.status_changed')
    expect(requiredOf(changed)).toEqual(expect.arrayContaining(['object', 'previous']))
    expect(resourceOf(changed).required).toContain('status')
    for (const { example } of typesOf('payment.').filter(({ type }) => type !== 'payment.created'))
      expect(example).toMatchObject({ object: { status: expect.any(String) }, previous: { status: expect.any(String) } })
  })

  it('a token is told by its reference, and its card number has no place (S0-4)', () => {
    for (const entry of typesOf('token.')) {
      expect(resourceOf(entry).required).toContain('tokenReference')
      expect(resourceOf(entry).properties).toMatchObject({ pan: false, cvv: false })
    }
    for (const part of ['activated', 'suspended', 'resumed', 'deleted']) expect(findEventType(`token.${part}`)).toBeDefined()
  })

  it('card metadata says which of it changed (S0-5), and so does everything that was modified (S2-17)', () => {
    expect(resourceOf(named('card.metadata_updated')).properties).toMatchObject({
      expiry: {},
      last4: {},
      artUrl: {},
      paymentAccountReference: {},
      status: {},
    })
    const modified = catalogue.filter(({ type }) => /(updated|amended|status_changed)$/.test(type))
    expect(modified.length).toBeGreaterThan(10)
    for (const entry of modified)
      expect({ type: entry.type, required: requiredOf(entry) }).toMatchObject({ required: expect.arrayContaining(['changedFields']) })
  })

  it('outcomes carry the id of the request, notifications that of the action (S4-1, S4-2, S4-9)', () => {
    for (const entry of [...typesOf('mandate.action.'), ...typesOf('payment_initiation.')])
      expect(resourceOf(entry).required).toContain('requestId')
    const notifications = typesOf('mandate.').filter(({ type }) => !type.startsWith('mandate.action.'))
    expect(notifications).toHaveLength(12)
    for (const entry of notifications) expect(resourceOf(entry).required).toContain('actionIdentification')
  })

  it('a refusal has a reason with code, text and whether to try again (S4-10, S4-11)', () => {
    for (const type of ['payment_initiation.rejected', 'mandate.action.rejected']) {
      expect(resourceOf(named(type)).required).toContain('reason')
      expect(at(named(type), '/data/object/reason')).toEqual({
        code: expect.any(String),
        text: expect.any(String),
        retryable: expect.any(Boolean),
      })
    }
  })

  it('publishes the dedupe key of each type (S4-8)', () => {
    const pointers = (type: string) => named(type).dedupeKey.pointers
    expect(pointers('mandate.action.succeeded')).toEqual(['/data/object/requestId'])
    expect(pointers('mandate.suspended')).toEqual(['/data/object/actionIdentification'])
    expect(pointers('payment_initiation.settled')).toEqual(['/data/object/instructionIdentification', '/data/object/reason/code'])
    expect(pointers('mandate_query.received')).toEqual([
      '/data/object/caseId',
      '/data/object/reminderCount',
      '/data/object/reOpenCaseIndication',
    ])
  })

  it('every part of a dedupe key is in the example, and the first in every event', () => {
    for (const entry of catalogue) {
      for (const pointer of entry.dedupeKey.pointers)
        expect({ type: entry.type, pointer, value: at(entry, pointer) ?? 'absent' }).not.toMatchObject({ value: 'absent' })
      const first = entry.dedupeKey.pointers.find((pointer) => pointer.startsWith('/data/object/'))
      if (first)
        expect({ type: entry.type, required: resourceOf(entry).required }).toMatchObject({
          required: expect.arrayContaining([first.slice('/data/object/'.length)]),
        })
    }
  })
})
