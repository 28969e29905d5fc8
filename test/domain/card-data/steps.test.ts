import { describe, expect, it } from '@jest/globals'
import { findCardData } from '../../../src/domain/pan-guard.js'

describe('the work', () => {
  const kib = 1_024
  const bodies: [string, (length: number) => string][] = [
    ['digits', (length) => JSON.stringify({ reference: '4'.repeat(length) })],
    ['single digits', (length) => JSON.stringify({ reference: '4 '.repeat(length / 2) })],
    ['groups of four', (length) => JSON.stringify({ reference: '4444 '.repeat(length / 5) })],
    ['groups of three and four', (length) => JSON.stringify({ reference: '4444 4444 4444 444 '.repeat(length / 19) })],
    ['card numbers that are references', (length) => JSON.stringify({ reference: '4532015112830366,'.repeat(length / 17) })],
    ['card numbers after words', (length) => JSON.stringify({ a: 'order 4532015112830366 '.repeat(length / 23) })],
    ['references in a list', (length) => JSON.stringify({ ids: Array<string>(Math.floor(length / 19)).fill('4532015112830366') })],
    ['letters before digits', (length) => JSON.stringify({ a: 'DE89 3704004405320130'.repeat(length / 21) })],
    [
      'a long name with many values',
      (length) => JSON.stringify({ ['cvv'.repeat(length / 6)]: Array<number>(Math.floor(length / 4)).fill(1) }),
    ],
    ['nearly codes', (length) => JSON.stringify({ a: 'cvv" '.repeat(length / 6), cvv: ' '.repeat(length / 10) })],
    ['card numbers as names', (length) => `{${Array.from({ length: length / 30 }, (_, i) => `"4532015112830366${i}x":1`).join(',')}}`],
    ['escapes', (length) => `{"a":"${'\\u0034'.repeat(length / 6)}"}`],
  ]

  /** Characters that are handed to expressions or looked at one by one. */
  function stepsOf(json: string): number {
    let steps = 0
    const { exec } = RegExp.prototype
    const { charCodeAt } = String.prototype
    RegExp.prototype.exec = function (text) {
      const from = this.global || this.sticky ? this.lastIndex : 0
      const match = exec.call(this, text)
      steps += (match ? match.index + match[0].length : this.sticky ? from : text.length) - from + 1
      return match
    }
    String.prototype.charCodeAt = function (at) {
      steps++
      return charCodeAt.call(this, at)
    }
    try {
      findCardData(json)
    } finally {
      Object.assign(RegExp.prototype, { exec })
      Object.assign(String.prototype, { charCodeAt })
    }
    return steps
  }

  it.each(bodies)('is linear in the length of a body, 256 KiB of %s', (_, body) => {
    const [half, whole] = [body(128 * kib), body(256 * kib)].map(stepsOf) as [number, number]
    expect(whole).toBeLessThan(2.1 * half)
    expect(whole).toBeLessThan(200 * 256 * kib)
  })

  it('ends with one look at an ordinary event', () => {
    const json = JSON.stringify({
      type: 'payment.settled',
      data: { object: { paymentId: 'pay_1001', amount: { value: 4250, currency: 'MYR' } } },
    })
    expect(stepsOf(json)).toBeLessThan(4 * json.length)
  })
})
