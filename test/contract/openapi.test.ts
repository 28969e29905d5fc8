import { describe, expect, it } from '@jest/globals'
import { validate } from '@readme/openapi-parser'
import { readFileSync } from 'node:fs'
import { openApiDocument } from '../../src/contract/openapi.js'
import { problemCodes } from '../../src/contract/problems.js'
import { routes } from '../../src/contract/routes.js'

interface Operation {
  operationId: string
  parameters: { name: string; in: string; required: boolean }[]
  requestBody?: { required: boolean }
  responses: Record<string, { content?: Record<string, unknown>; headers?: Record<string, unknown> }>
}

const document = openApiDocument() as {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, { additionalProperties?: unknown }> }
}
const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
const operation = (id: string) => operations.find(({ operationId }) => operationId === id)!

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    expect(document.openapi).toBe('3.1.0')
    expect(await validate(structuredClone(document) as never)).toMatchObject({ valid: true, warnings: [] })
  })

  it('is the one that is checked in: npm run openapi writes it', () => {
    const checkedIn = readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8')
    expect(checkedIn).toBe(`${JSON.stringify(document, null, 2)}\n`)
  })

  it('has every operation of the contract', () => {
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(routes).sort())
  })

  it('says of every operation how it fails', () => {
    for (const { operationId, responses } of operations) {
      expect({ operationId, statuses: Object.keys(responses) }).toEqual({
        operationId,
        statuses: expect.arrayContaining(['401', '500', '503']),
      })
      const failures = Object.entries(responses).filter(([status]) => Number(status) >= 400)
      for (const [, { content }] of failures) expect(Object.keys(content ?? {})).toEqual(['application/problem+json'])
    }
    expect(Object.keys(operation('publishEvent').responses)).toEqual(expect.arrayContaining(['202', '400', '409', '413', '422']))
    expect(Object.keys(operation('updateSubscription').responses)).toEqual(expect.arrayContaining(['200', '404', '412', '422', '428']))
  })

  it('asks for the version of a subscription that is changed, and tells where it is found', () => {
    expect(operation('updateSubscription').parameters).toContainEqual(
      expect.objectContaining({ name: 'If-Match', in: 'header', required: true }),
    )
    expect(operation('getSubscription').responses['200']?.headers).toHaveProperty('ETag')
  })

  it('closes what is sent and leaves open what is answered, which may grow', () => {
    expect(document.components.schemas['PublishEvent']?.additionalProperties).toBe(false)
    expect(document.components.schemas['Notification']).not.toHaveProperty('additionalProperties')
  })

  it('names every problem code with one status', () => {
    expect(Object.values(problemCodes).every(({ status }) => status >= 400 && status < 600)).toBe(true)
  })
})
