import { beforeAll } from '@jest/globals'
import { createClient } from '../../src/client/client.js'
import type { Posthorn } from './posthorn.js'

/** The node as somebody has it who has a key of the environment test. */
export function inTestEnvironment(posthorn: () => Posthorn): () => Posthorn {
  let apiKey = ''
  beforeAll(async () => {
    apiKey = (await posthorn().client.createApiKey({ name: 'tester', environment: 'test', scopes: ['*'] })).key
  })
  return () => ({ ...posthorn(), apiKey, client: createClient({ baseUrl: posthorn().baseUrl, apiKey, reason: 'tested' }) })
}
