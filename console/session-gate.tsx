import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Frame } from './frame.js'
import { keptKey } from './kept-key.js'
import { openSession, type Session, SessionContext } from './session.js'
import { SignIn } from './sign-in.js'

/** Whoever is not signed in sees the sign-in alone. What was read goes with the session. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const [session, setSession] = useState<Session>()
  const [notice, setNotice] = useState<string>()
  const end = (why?: string): void => {
    keptKey.forget()
    setNotice(why)
    setSession(undefined)
  }
  const signIn = async (apiKey: string): Promise<void> =>
    setSession(await openSession(apiKey, () => end('This key is not accepted any more: it was revoked, or has expired.')))
  if (session === undefined) return <SignIn signIn={signIn} notice={notice} />
  return (
    <QueryClientProvider client={session.queries}>
      <SessionContext value={session}>
        <Frame signOut={() => end()}>{children}</Frame>
      </SessionContext>
    </QueryClientProvider>
  )
}
