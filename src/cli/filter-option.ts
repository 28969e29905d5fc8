import type { CreateSubscription } from '../contract/subscriptions.js'
import { usageFailure } from './failure.js'
import type { CliIo } from './io.js'
import { readText } from './read-text.js'

type Filter = NonNullable<CreateSubscription['filter']>

/** A filter as JSON, from a file or standard input as well; `none` takes it away. The API judges what it says. */
export async function readFilter(option: string | undefined, io: Pick<CliIo, 'stdin' | 'cwd'>): Promise<Filter | null | undefined> {
  if (option === undefined || option === 'none') return option === undefined ? undefined : null
  try {
    return JSON.parse(await readText(option, io)) as Filter
  } catch (error) {
    throw error instanceof SyntaxError ? usageFailure('--filter must be JSON, for example {"path":"/object/amount","gte":1000}') : error
  }
}
