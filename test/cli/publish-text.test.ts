import { describe, expect, it } from '@jest/globals'
import { toPublishText } from '../../src/cli/publish-text.js'

describe('toPublishText', () => {
  it('carries the data byte for byte: number spelling, key order, white space', () => {
    const data = '{ "amount":10.50,"id":9007199254740993, "b":1,\n "a":2}'
    expect(toPublishText({ type: 'payment.settled' }, data)).toBe(`{"type":"payment.settled","data":${data}}`)
  })

  it.each([
    ['[1]', '--data must be a JSON object'],
    ['null', '--data must be a JSON object'],
    ['"text"', '--data must be a JSON object'],
  ])('refuses %s', (data, message) => {
    expect(() => toPublishText({}, data)).toThrow(message)
  })

  it('refuses text that would smuggle members into the request', () => {
    expect(() => toPublishText({}, '{},"id":"other","x":{}')).toThrow('--data is not JSON')
  })
})
