import { Button, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Answer } from './page.js'

interface KeysetPage<T> {
  readonly items: T[]
  readonly nextCursor: string | null
}

interface PagesProps<T> {
  readonly name: readonly unknown[]
  readonly read: (page: { cursor?: string }) => Promise<KeysetPage<T>>
  /** What is said when there is nothing. */
  readonly nothing: string
  readonly children: (items: readonly T[]) => ReactNode
}

/** A list that is read page by page, as far as one asks for. */
export function Pages<T>({ name, read, nothing, children }: PagesProps<T>) {
  const pages = useInfiniteQuery({
    queryKey: name,
    queryFn: ({ pageParam }) => read(pageParam === undefined ? {} : { cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })
  return (
    <Answer of={pages}>
      {(data) => {
        const items = data.pages.flatMap((page) => page.items)
        if (items.length === 0) return <Text c="dimmed">{nothing}</Text>
        return (
          <Stack align="flex-start">
            {children(items)}
            {pages.hasNextPage && (
              <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                Show more
              </Button>
            )}
          </Stack>
        )
      }}
    </Answer>
  )
}

/** All items of a list that people choose from, at most `most`. */
export async function readAll<T>(read: (page: { cursor?: string }) => Promise<KeysetPage<T>>, most = 1000): Promise<T[]> {
  const items: T[] = []
  let page = await read({})
  items.push(...page.items)
  while (page.nextCursor !== null && items.length < most) {
    page = await read({ cursor: page.nextCursor })
    items.push(...page.items)
  }
  return items
}
