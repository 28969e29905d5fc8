import { Anchor, type AnchorProps } from '@mantine/core'
import type { MouseEvent, ReactNode } from 'react'
import { goTo } from './location.js'

interface LinkProps extends AnchorProps {
  readonly to: string
  readonly label?: string
  readonly children: ReactNode
}

/** A link to a place of the console; with a modifier key the browser does with it what it does with any. */
export function Link({ to, label, children, ...look }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    goTo(to)
  }
  return (
    <Anchor href={to} onClick={follow} aria-label={label} underline="always" {...look}>
      {children}
    </Anchor>
  )
}
