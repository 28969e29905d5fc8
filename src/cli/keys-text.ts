import type { KeyUse, rewrapSealed } from '../sealing-keys.js'
import type { Desk } from './cli.js'
import { toTable } from './table.js'

type Done = Awaited<ReturnType<typeof rewrapSealed>>

export const toRewrappedText =
  ({ paint }: Desk) =>
  ({ newest, columns }: Done): string => {
    const table = toTable<Done['columns'][number]>(
      [
        { title: 'column', cell: ({ column }) => column },
        { title: 'rewrapped', cell: ({ rewrapped }) => rewrapped, align: 'right' },
        {
          title: 'unreadable',
          cell: ({ unreadable }) => unreadable,
          align: 'right',
          tone: (row) => (row.unreadable > 0 ? 'bad' : undefined),
        },
      ],
      columns,
      paint,
    )
    return `${table}\nWhat can be read is under ${newest}.`
  }

const tones = { newest: undefined, 'not needed': undefined, needed: 'warn', missing: 'bad' } as const

export const toUsesText =
  ({ paint }: Desk) =>
  ({ keys }: { keys: readonly KeyUse[] }): string => {
    const table = toTable<KeyUse>(
      [
        { title: 'key', cell: ({ key }) => key },
        { title: 'values', cell: ({ values }) => values, align: 'right' },
        { title: 'to rewrap', cell: ({ toRewrap }) => toRewrap, align: 'right' },
        { title: 'state', cell: ({ state }) => state, tone: ({ state }) => tones[state] },
      ],
      keys,
      paint,
    )
    return `${table}\n${adviceOn(keys)}`
  }

/** What to do next. */
export function adviceOn(keys: readonly KeyUse[]): string {
  const has = (state: KeyUse['state']) => keys.some((key) => key.state === state)
  if (has('missing')) return 'What is under a missing key cannot be opened: bring it back (POSTHORN_SEALING_KEY, or the key file).'
  if (keys.some(({ toRewrap }) => toRewrap > 0))
    return 'Keep the keys that are needed: posthorn keys rewrap puts everything under the newest.'
  return has('not needed') ? 'Keys that are not needed may be removed.' : 'Nothing to do.'
}
