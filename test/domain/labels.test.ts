import { describe, expect, it } from '@jest/globals'
import { searchAttributeNames, searchAttributesOf, summaryOf } from '../../src/domain/labels.js'

const labels = { account: 'acc_1', subscription: 'sub_1', event: 'order-1', eventType: 'payment.settled', host: 'shop.example' }

describe('what an operator finds a workflow by', () => {
  it('are four keywords; of a set, those that its members share', () => {
    expect(searchAttributesOf(labels)).toEqual([
      ['PosthornAccount', 'acc_1'],
      ['PosthornSubscription', 'sub_1'],
      ['PosthornEvent', 'order-1'],
      ['PosthornEventType', 'payment.settled'],
    ])
    expect(searchAttributesOf({ account: 'acc_1', host: 'shop.example' })).toEqual([['PosthornAccount', 'acc_1']])
    expect(searchAttributeNames).toHaveLength(4)
  })

  it('is told in a line what goes where', () => {
    expect(summaryOf(labels)).toBe('payment.settled → shop.example (sub_1)')
  })
})
