import { Alert, Button, Checkbox, Container, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { type SyntheticEvent, useEffect, useState } from 'react'
import { keptKey } from './kept-key.js'
import { toMessage } from './message.js'

interface SignInProps {
  readonly signIn: (apiKey: string) => Promise<void>
  readonly notice: string | undefined
}

/** With an API key: there is nothing else to be known by. */
export function SignIn({ signIn, notice }: SignInProps) {
  const [apiKey, setApiKey] = useState('')
  const [keep, setKeep] = useState(false)
  const { error, busy, attempt } = useAttempt(signIn)
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    if (keep) keptKey.keep(apiKey.trim())
    attempt(apiKey.trim())
  }
  useDocumentTitle('Sign in · Posthorn')
  return (
    <Container component="main" size="xs" py="xl">
      <Paper withBorder p="lg">
        <form onSubmit={submit}>
          <Stack>
            <Title order={1} size="h2">
              Posthorn
            </Title>
            <Notice text={notice} />
            <PasswordInput
              label="API key"
              description="It begins with phk_. What you see and may change is what this key may."
              value={apiKey}
              onChange={(event) => setApiKey(event.currentTarget.value)}
              error={error}
              visibilityToggleButtonProps={{ 'aria-label': 'Show the key' }}
              autoComplete="off"
              autoFocus
            />
            <Checkbox
              label="Stay signed in until this tab is closed"
              description="Otherwise the key is forgotten when the page is loaded again."
              checked={keep}
              onChange={(event) => setKeep(event.currentTarget.checked)}
            />
            <Button type="submit" loading={busy}>
              Sign in
            </Button>
            <Text size="sm" c="dimmed">
              No key? Whoever runs your account or your project makes one for you.
            </Text>
          </Stack>
        </form>
      </Paper>
    </Container>
  )
}

function Notice({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return null
  return (
    <Alert color="orange" title="Signed out">
      {text}
    </Alert>
  )
}

/** Signs in when asked to, and at the beginning with a key that was kept. */
function useAttempt(signIn: SignInProps['signIn']) {
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const attempt = (apiKey: string): void => {
    setBusy(true)
    signIn(apiKey).catch((failure: unknown) => {
      keptKey.forget()
      setError(toMessage(failure))
      setBusy(false)
    })
  }
  useEffect(() => {
    const kept = keptKey.read()
    if (kept !== null) attempt(kept)
  }, [])
  return { error, busy, attempt }
}
