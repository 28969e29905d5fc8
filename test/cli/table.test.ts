import { describe, expect, it } from '@jest/globals'
import { PassThrough } from 'node:stream'
import { createPaint, wantsColour } from '../../src/cli/paint.js'
import { type Column, toRecord, toTable } from '../../src/cli/table.js'

interface Row {
  readonly name: string
  readonly count: number | null
}

const columns: Column<Row>[] = [
  { title: 'name', cell: (row) => row.name, tone: () => 'good' },
  { title: 'count', cell: (row) => row.count, align: 'right' },
]
const plain = createPaint(false)

describe('toTable', () => {
  it('aligns columns, right-aligns numbers and shows what is absent as a dash', () => {
    const rows = [
      { name: 'a', count: 12345678 },
      { name: 'longer', count: null },
    ]
    expect(toTable(columns, rows, plain)).toBe('NAME       COUNT\na       12345678\nlonger         -')
  })

  it('keeps columns aligned when cells are coloured', () => {
    const table = toTable(columns, [{ name: 'a', count: 1 }], createPaint(true))
    expect(table.split('\n')[1]).toBe('\u001b[32ma   \u001b[0m      1')
  })

  it('lets no control character of a receiver reach the terminal', () => {
    const table = toTable(columns, [{ name: 'x\u001b[2J\r\n\u009b1m\u202ey', count: 1 }], plain)
    expect(table.split('\n')).toHaveLength(2)
    expect(table).toContain('x·[2J···1m·y')
  })
})

describe('toRecord', () => {
  it('puts values below each other and leaves out what is absent', () => {
    const record = toRecord([
      ['Id', 'sub_1'],
      ['Description', ''],
      ['Version', 3],
      ['Reason', null],
    ])
    expect(record).toBe('Id       sub_1\nVersion  3')
  })
})

describe('wantsColour', () => {
  it.each([
    { where: 'at a terminal', isTTY: true, env: {}, expected: true },
    { where: 'in a pipe', isTTY: false, env: {}, expected: false },
    { where: 'with NO_COLOR', isTTY: true, env: { NO_COLOR: '1' }, expected: false },
    { where: 'at a dumb terminal', isTTY: true, env: { TERM: 'dumb' }, expected: false },
  ])('$where: $expected', ({ isTTY, env, expected }) => {
    const stdout = Object.assign(new PassThrough(), { isTTY })
    expect(wantsColour({ stdout, env })).toBe(expected)
  })
})
