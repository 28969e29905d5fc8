import { describe, expect, it } from '@jest/globals'
import { differences, isLoosening, neededKinds, subscriptionKinds } from '../../src/domain/four-eyes.js'

describe('four eyes', () => {
  it('are needed for the kinds that are asked for, and for asking for fewer whatever is asked for', () => {
    expect(neededKinds(['url', 'eventScope'], ['eventScope', 'goLive'])).toEqual(['eventScope'])
    expect(neededKinds(['url'], [])).toEqual([])
    expect(neededKinds(['approvals'], [])).toEqual(['approvals'])
  })

  it('are loosened when anything needs them no longer', () => {
    expect(isLoosening(['url'], ['url', 'signing'])).toBe(false)
    expect(isLoosening([], [])).toBe(false)
    expect(isLoosening(['url', 'signing'], ['signing', 'goLive'])).toBe(true)
  })

  it('see every member that is not as before, and no other', () => {
    const before = { url: 'https://a.example/', accounts: null, eventTypes: ['a.b'], filter: { path: '/a', exists: true } }
    const after = { ...before, url: 'https://b.example/', accounts: { include: ['acc_m'] }, project: null, filter: undefined }
    expect(differences(before, after)).toEqual([
      { member: 'url', before: 'https://a.example/', after: 'https://b.example/' },
      { member: 'accounts', before: null, after: { include: ['acc_m'] } },
      { member: 'filter', before: { path: '/a', exists: true }, after: null },
    ])
  })

  it.each([
    [['url'], ['url']],
    [['eventTypes'], ['eventScope']],
    [['scope', 'accounts'], ['eventScope']],
    [
      ['url', 'fqdn', 'filter'],
      ['url', 'eventScope'],
    ],
    [['ipAddresses'], ['ipList']],
    [['pinMode', 'ipAddresses'], ['ipList']],
    [['auth', 'tls'], ['credentials']],
    [['description', 'timeoutMs', 'contact'], []],
  ])('tell the kinds of a subscription whose %j has changed: %j', (members, kinds) => {
    expect(subscriptionKinds(members.map((member) => ({ member, before: 1, after: 2 })))).toEqual(kinds)
  })
})
