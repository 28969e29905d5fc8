import { type Command, InvalidArgumentError } from 'commander'
import { Origin } from '../contract/events.js'
import { type AccountLists, Scope } from '../contract/narrowing.js'
import type { CreateSubscription } from '../contract/subscriptions.js'
import { readFilter } from './filter-option.js'
import type { CliIo } from './io.js'
import { list } from './options.js'

/** What narrows a subscription besides its event types; `none` takes a choice away. */
export interface NarrowingOptions {
  readonly scope?: CreateSubscription['scope']
  readonly include?: string[]
  readonly exclude?: string[]
  readonly origins?: string[]
  readonly project?: string
  readonly filter?: string
}

/** The options of `create` and `update` that say whose events, and which of them, a subscription is for. */
export const withNarrowingOptions = (command: Command): Command =>
  command
    .option('--scope <scope>', 'whose events: of its account alone (self), or of everything below it as well (descendants)', toScope)
    .option('--include <accounts>', 'with the scope descendants: only these accounts and what is below them, or none', list)
    .option('--exclude <accounts>', 'with the scope descendants: not these accounts, nor what is below them, or none', list)
    .option('--origins <origins>', `only events of these origins (${Origin.options.join(', ')}), or none to get all`, list)
    .option('--project <id>', 'only events of this project, or none to get all')
    .option('--filter <json>', 'only events whose data fit: the JSON itself, @file, or - for standard input; none to get all')

function toScope(text: string): CreateSubscription['scope'] {
  const scope = Scope.safeParse(text)
  if (scope.success) return scope.data
  throw new InvalidArgumentError(`Expected ${Scope.options.join(' or ')}.`)
}

/** As the contract has it; a member is undefined when it was not given. The API judges what the words mean. */
export async function readNarrowing(
  { scope, include, exclude, origins, project, filter }: NarrowingOptions,
  io: Pick<CliIo, 'stdin' | 'cwd'>,
) {
  const lists = [
    ['include', include],
    ['exclude', exclude],
  ] as const
  const chosen = lists.filter(([, accounts]) => accounts !== undefined && !isNone(accounts))
  const given = include !== undefined || exclude !== undefined
  return {
    scope,
    accounts: given ? (chosen.length > 0 ? (Object.fromEntries(chosen) as AccountLists) : null) : undefined,
    origins: isNone(origins) ? null : (origins as CreateSubscription['origins'] | undefined),
    project: project === 'none' ? null : project,
    filter: await readFilter(filter, io),
  }
}

const isNone = (items: readonly string[] | undefined): boolean => items?.length === 1 && items[0] === 'none'
