import { Alert, Loader, Stack, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { type ReactNode, useEffect, useRef } from 'react'
import { toMessage } from './message.js'

interface PageProps {
  readonly title: string
  /** Above the title: the way back. */
  readonly way?: ReactNode
  readonly children: ReactNode
}

/** A page with its heading, which gets the focus: whoever cannot see is told that it is another one. */
export function Page({ title, way, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useDocumentTitle(`${title} · Posthorn`)
  useEffect(() => heading.current?.focus(), [title])
  return (
    <Stack>
      <div>
        {way}
        <Title order={1} size="h2" ref={heading} tabIndex={-1} style={{ outline: 'none' }}>
          {title}
        </Title>
      </div>
      {children}
    </Stack>
  )
}

interface Asked<T> {
  readonly data: T | undefined
  readonly error: unknown
}

/** What was asked for, as soon as it is there. */
export function Answer<T>({ of, children }: { readonly of: Asked<T>; readonly children: (data: T) => ReactNode }) {
  if (of.data !== undefined) return children(of.data)
  if (of.error !== null) return <Failure error={of.error} />
  return <Loader aria-label="Loading" size="sm" />
}

export function Failure({ error, title = 'That did not work' }: { readonly error: unknown; readonly title?: string }) {
  return (
    <Alert color="red" title={title}>
      {toMessage(error)}
    </Alert>
  )
}
