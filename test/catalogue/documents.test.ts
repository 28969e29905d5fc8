import { describe, expect, it } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'
import { asyncApiDocument } from '../../src/catalogue/asyncapi.js'
import { catalogue } from '../../src/catalogue/catalogue.js'
import { eventTypesPage } from '../../src/catalogue/page.js'

interface AsyncApi {
  readonly asyncapi: string
  readonly channels: { readonly endpoint: { readonly messages: Record<string, { $ref: string }> } }
  readonly operations: { readonly notify: { readonly action: string } }
  readonly components: {
    readonly messages: Record<string, { readonly examples: readonly { readonly payload: unknown }[] }>
    readonly schemas: Record<string, object>
  }
}

const docs = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')
const document = asyncApiDocument() as unknown as AsyncApi

describe('what is written about the event types (S2-10): npm run event-types', () => {
  it('docs/event-types.md is that of the catalogue and names every type', () => {
    expect(docs('event-types.md')).toBe(eventTypesPage())
    for (const { type } of catalogue) expect(eventTypesPage()).toContain(`| \`${type}\` |`)
  })

  it('docs/asyncapi.json is that of the catalogue', () => {
    expect(docs('asyncapi.json')).toBe(`${JSON.stringify(document, null, 2)}\n`)
  })

  it('the AsyncAPI document says that Posthorn sends every type', () => {
    expect({ version: document.asyncapi, action: document.operations.notify.action }).toEqual({ version: '3.0.0', action: 'send' })
    expect(Object.keys(document.channels.endpoint.messages).sort()).toEqual(catalogue.map(({ type }) => type).sort())
    for (const [type, { $ref }] of Object.entries(document.channels.endpoint.messages)) expect($ref).toBe(`#/components/messages/${type}`)
  })

  it('every reference in it leads somewhere', () => {
    const references = Array.from(JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g), ([, path = '']) => path)
    const target = (path: string) => path.split('/').reduce<unknown>((part, step) => (part as Record<string, unknown>)[step], document)
    expect(references.filter((path) => target(path) === undefined)).toEqual([])
  })

  it('every message has an example that its payload allows', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(document, 'document')
    for (const [type, { examples }] of Object.entries(document.components.messages)) {
      const validate = ajv.compile({ $ref: `document#/components/messages/${type}/payload` })
      for (const example of examples) expect({ type, ok: validate(example.payload) }).toEqual({ type, ok: true })
      expect(validate({ ...(examples[0]!.payload as object), type: 'another.type' })).toBe(false)
    }
  })
})
