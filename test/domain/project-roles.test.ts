import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { capScopes, leavesNoAdministrator, maskPerson, projectRoles, scopesOfRole } from '../../src/domain/project-roles.js'
import { holdsScope } from '../../src/domain/scopes.js'

const resources = ['projects', 'members', 'subscriptions', 'events', 'notifications', 'api-keys', 'accounts', 'audit']
const verbs = ['read', 'write', 'steer']
const asked = fc.tuple(fc.constantFrom(...resources), fc.constantFrom(...verbs)).map(([resource, verb]) => `${resource}:${verb}`)
const held = fc.array(
  fc.oneof(
    fc.constant('*'),
    asked,
    fc.constantFrom(...resources).map((resource) => `${resource}:*`),
  ),
)
const role = fc.constantFrom(...projectRoles)

describe('the roles of a project (S0-9)', () => {
  it('each have what the next has, and more', () => {
    for (const [at, name] of projectRoles.slice(1).entries()) {
      const [more, less] = [scopesOfRole[projectRoles[at]!], scopesOfRole[name]]
      expect(less.filter((scope) => !holdsScope(more, scope))).toEqual([])
      expect(more.length).toBeGreaterThan(less.length)
    }
  })

  it.each([
    ['viewer', 'events:read', true],
    ['viewer', 'subscriptions:steer', false],
    ['viewer', 'api-keys:read', false],
    ['operator', 'notifications:write', true],
    ['operator', 'subscriptions:steer', true],
    ['operator', 'subscriptions:write', false],
    ['operator', 'events:write', false],
    ['developer', 'subscriptions:write', true],
    ['developer', 'attachments:write', true],
    ['developer', 'projects:write', false],
    ['developer', 'members:write', false],
    ['administrator', 'projects:write', true],
    ['administrator', 'members:write', true],
    ['administrator', 'api-keys:write', true],
    ['administrator', 'break-glass:write', false],
    ['administrator', 'accounts:read', false],
  ] as const)('%s has %s: %s', (name, scope, has) => {
    expect(holdsScope(scopesOfRole[name], scope)).toBe(has)
  })

  it('leave of the scopes of a key what both have, and nothing else', () => {
    fc.assert(
      fc.property(held, role, asked, (scopes, name, scope) => {
        const both = holdsScope(scopes, scope) && holdsScope(scopesOfRole[name], scope)
        expect(holdsScope(capScopes(scopes, name), scope)).toBe(both)
      }),
      { numRuns: 2_000 },
    )
  })

  it('cap once: capping again changes nothing', () => {
    fc.assert(
      fc.property(held, role, (scopes, name) => {
        const capped = capScopes(scopes, name)
        expect(new Set(capScopes(capped, name))).toEqual(new Set(capped))
      }),
    )
  })
})

describe('the last administrator', () => {
  it.each([
    ['administrator', undefined, 0, true],
    ['administrator', 'viewer', 0, true],
    ['administrator', 'administrator', 0, false],
    ['administrator', 'viewer', 1, false],
    ['viewer', undefined, 0, false],
    ['viewer', 'administrator', 0, false],
  ] as const)('is gone when %s becomes %s beside %d others: %s', (...[before, after, others, gone]) => {
    expect(leavesNoAdministrator(before, after, others)).toBe(gone)
  })
})

describe('a person in the audit', () => {
  it.each([
    ['ali.tan@shop.example', 'a…@shop.example'],
    ['emp-12345', 'e…'],
    ['@handle', '@…'],
    ['', '…'],
  ])('%s is %s', (person, masked) => {
    expect(maskPerson(person)).toBe(masked)
  })

  it('cannot be read off what is kept', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 2 }), fc.constantFrom('@shop.example', ''), (local, domain) => {
        expect(maskPerson(local + domain).length).toBeLessThanOrEqual(3 + local.length + domain.length)
        expect(maskPerson(`${local.replaceAll('@', '')}xx${domain}`)).not.toContain('xx')
      }),
    )
  })
})
