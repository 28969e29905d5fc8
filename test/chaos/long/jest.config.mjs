// npm run chaos: the long versions, one after the other, with their figures.
import { fileURLToPath } from 'node:url'
import config from '../../../jest.config.mjs'

const chaos = config.projects.find(({ displayName }) => displayName === 'chaos')

process.env.POSTHORN_CHAOS_VERBOSE = 'true'

export default {
  ...chaos,
  rootDir: fileURLToPath(new URL('../../..', import.meta.url)),
  testMatch: ['<rootDir>/test/chaos/long/*.long.ts'],
  testTimeout: 600_000,
  maxWorkers: 1,
  verbose: true,
}
