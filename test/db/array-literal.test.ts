import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { toArrayLiteral } from '../../src/db/array-literal.js'
import { seededDatabase } from './seed.js'

const seeded = seededDatabase()

async function throughPostgres(type: string, elements: Parameters<typeof toArrayLiteral>[0]): Promise<unknown[]> {
  const { rows } = await seeded().db.pool.query<{ x: unknown }>(`select x from unnest($1::${type}[]) with ordinality t(x, n) order by n`, [
    toArrayLiteral(elements),
  ])
  return rows.map(({ x }) => x)
}

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(fc.option(arbitrary), { maxLength: 20 })
const hostileTexts = ['', ' ', 'NULL', 'null', '"', '\\', '\\"', '{}', '{a,b}', ',', "'", '\n\r\t', '\u2028', '💶', 'a\\n', '\\\\x00']

describe('array parameters', () => {
  it('arrive as they were: texts, however they are spelled', async () => {
    expect(await throughPostgres('text', hostileTexts)).toEqual(hostileTexts)
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'))
    await fc.assert(fc.asyncProperty(orNull(text), async (texts) => expect(await throughPostgres('text', texts)).toEqual(texts)))
  })

  it('arrive as they were: bytes', async () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((value) => Buffer.from(value))
    await fc.assert(fc.asyncProperty(orNull(bytes), async (all) => expect(await throughPostgres('bytea', all)).toEqual(all)))
  })

  it('arrive as they were: instants, those before our era and beyond four digits too', async () => {
    const corners = ['0000-01-01T00:00:00.000Z', '-000001-12-31T23:59:59.999Z', '0001-01-01T00:00:00Z', '+010000-01-01T00:00:00.001Z']
    const instant = fc.date({ min: new Date('-004711-01-01T00:00:00Z'), noInvalidDate: true })
    const dates = [...corners.map((text) => new Date(text)), new Date(8.64e15)]
    expect((await throughPostgres('timestamptz', dates)).map(Number)).toEqual(dates.map(Number))
    await fc.assert(
      fc.asyncProperty(orNull(instant), async (all) =>
        expect((await throughPostgres('timestamptz', all)).map((x) => x && Number(x))).toEqual(all.map((x) => x && Number(x))),
      ),
    )
  })

  it('arrive as they were: numbers and flags', async () => {
    const doubles = fc.double({ noNaN: true }).filter((value) => !Object.is(value, -0))
    await fc.assert(fc.asyncProperty(orNull(doubles), async (all) => expect(await throughPostgres('float8', all)).toEqual(all)))
    await fc.assert(fc.asyncProperty(orNull(fc.boolean()), async (all) => expect(await throughPostgres('bool', all)).toEqual(all)))
  })

  it('refuses an invalid date', () => {
    expect(() => toArrayLiteral([new Date(Number.NaN)])).toThrow(RangeError)
  })
})
