import '@mantine/core/styles.css'
import { MantineProvider } from '@mantine/core'
import { createRoot } from 'react-dom/client'
import { CurrentPage } from './current-page.js'
import { SessionGate } from './session-gate.js'
import { cssVariables, theme } from './theme.js'

/** Shows the console in the element. */
export function start(element: Element | null): void {
  if (element === null) throw new Error('index.html has no place for the console')
  createRoot(element).render(
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <SessionGate>
        <CurrentPage />
      </SessionGate>
    </MantineProvider>,
  )
}
