import { describe, expect, it } from '@jest/globals'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { catalogue } from '../../src/catalogue/catalogue.js'
import type { EventType } from '../../src/catalogue/event-type.js'

type Path = readonly (string | number)[]
type Schema = Readonly<Record<string, unknown>>

const ajv = new Ajv2020({ strict: true, allErrors: true, formats: { 'date-time': /^\d{4}-\d\d-\d\dT.*Z$/, date: /^\d{4}-\d\d-\d\d$/ } })
const validators = new Map<string, ValidateFunction>(catalogue.map(({ type, schema }) => [type, ajv.compile(schema)]))
const faults = ({ type }: EventType, data: unknown) => {
  const validate = validators.get(type)!
  return validate(data) ? [] : validate.errors!
}

/** The schema of a member of `data`, references followed; undefined where the catalogue says nothing. */
function schemaAt({ schema }: EventType, path: Path): Schema | undefined {
  const definitions = schema['$defs'] as Record<string, Schema>
  const follow = (part: Schema | undefined): Schema | undefined => {
    const name = (part?.['$ref'] as string | undefined)?.slice('#/$defs/'.length)
    return name === undefined ? part : definitions[name]
  }
  return path.reduce<Schema | undefined>(
    (part, step) =>
      follow(typeof step === 'number' ? (part?.['items'] as Schema) : (part?.['properties'] as Record<string, Schema> | undefined)?.[step]),
    schema,
  )
}

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const steps = Array.isArray(value) ? value.map((item, index) => [index, item] as const) : Object.entries(value)
  return [path, ...steps.flatMap(([step, item]) => pathsOf(item, [...path, step]))]
}

/** A copy of the value with another one at the path; without it, when there is no other. */
function changed(value: unknown, [step, ...rest]: Path, other: unknown): unknown {
  if (step === undefined) return other
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? changed(item, rest, other) : item) as unknown)
  const members = value as Record<string, unknown>
  return { ...members, [step]: changed(members[step], rest, other) }
}

const without = (data: unknown, path: Path): unknown => JSON.parse(JSON.stringify(changed(data, path, undefined)))
const pointer = (path: Path) => path.map((step) => `/${step}`).join('')
const anEntry = fc.constantFrom(...catalogue)

/** Values of every JSON type but those a schema allows. */
const others: Readonly<Record<string, readonly unknown[]>> = {
  string: [7, true, null, {}, ['x'], ''],
  integer: ['7', true, null, {}, 1.5],
  boolean: ['true', 1, null, {}],
  object: ['{}', 7, null, [], true],
  array: [{}, 'x', 7, null, []],
}

describe('the schemas of the catalogue', () => {
  it.each(catalogue.map((entry) => [entry.type, entry] as const))(
    '%s: compiles strictly as 2020-12, and its example validates',
    (_, entry) => {
      expect(entry.schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema')
      expect(ajv.validateSchema(entry.schema)).toBe(true)
      expect(faults(entry, entry.example)).toEqual([])
    },
  )

  it('describe every member of every example', () => {
    for (const entry of catalogue) {
      const paths = pathsOf(entry.example).filter(([first]) => first !== 'previous')
      for (const path of paths)
        expect({ type: entry.type, path: pointer(path), described: schemaAt(entry, path) !== undefined }).toMatchObject({ described: true })
    }
  })

  it('refuse an example in which a member has another type, and say where', () => {
    fc.assert(
      fc.property(anEntry, fc.nat(), fc.nat(), (entry, a, b) => {
        const described = pathsOf(entry.example).filter((path) => schemaAt(entry, path) !== undefined)
        const path = described[a % described.length]!
        const wrong = others[schemaAt(entry, path)!['type'] as string]!
        const errors = faults(entry, changed(entry.example, path, wrong[b % wrong.length]))
        return errors.length > 0 && errors.every(({ instancePath }) => instancePath.startsWith(pointer(path)))
      }),
      { numRuns: 2_000 },
    )
  })

  it('refuse an example without a required member, and accept it without any other', () => {
    for (const entry of catalogue) {
      for (const path of pathsOf(entry.example).filter(([...steps]) => typeof steps.at(-1) === 'string')) {
        const required = (schemaAt(entry, path.slice(0, -1))?.['required'] ?? []) as readonly string[]
        const ok = faults(entry, without(entry.example, path)).length === 0
        expect({ type: entry.type, path: pointer(path), ok }).toMatchObject({ ok: !required.includes(String(path.at(-1))) })
      }
    }
  })

  it('accept members that they do not know: what is published may grow', () => {
    fc.assert(
      fc.property(
        anEntry,
        fc.string().map((name) => `x_${name}`),
        fc.jsonValue(),
        (entry, name, value) => {
          const data = { ...entry.example, [name]: value, object: { ...(entry.example['object'] as object), [name]: value } }
          return faults(entry, data).length === 0
        },
      ),
    )
  })

  it('refuse money that is no whole number of minor units of a currency', () => {
    const entry = catalogue.find(({ type }) => type === 'payment.settled')!
    const paid = (amount: unknown) => faults(entry, { object: { id: 'pay_1', amount } }).map(({ instancePath }) => instancePath)
    expect(paid({ value: 1050, currency: 'MYR' })).toEqual([])
    expect(paid({ value: 10.5, currency: 'MYR' })).toEqual(['/object/amount/value'])
    expect(paid({ value: 1050, currency: 'myr' })).toEqual(['/object/amount/currency'])
    expect(paid({ value: 1050 })).toEqual(['/object/amount'])
  })

  it('refuse a card number where a token reference belongs, and under its own name (S0-4)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 19 }), fc.constantFrom('', ' ', '-'), (length, separator) => {
        const digits = '4929123123123123123'
          .slice(0, length)
          .match(/.{1,4}/g)!
          .join(separator)
        const tokens = catalogue.filter(({ type }) => type.startsWith('token.'))
        return tokens.every(
          (entry) =>
            faults(entry, changed(entry.example, ['object', 'tokenReference'], digits)).length > 0 &&
            faults(entry, changed(entry.example, ['object', 'pan'], digits)).length > 0,
        )
      }),
    )
  })

  it('no example has a number in it that could be a card’s', () => {
    for (const { type, example } of catalogue) {
      const runs = JSON.stringify(example).match(/\d{12,19}/g) ?? []
      expect({ type, cards: runs.filter((digits) => passesLuhn(digits)) }).toEqual({ type, cards: [] })
    }
  })
})

function passesLuhn(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 1 ? 2 : 1)
      return total + (value > 9 ? value - 9 : value)
    }, 0)
  return sum % 10 === 0
}
