import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { type Client, createClient, ProblemError } from '../src/client/client.js'
import type { OutputOf } from '../src/contract/operation-types.js'
import type { OperationId } from '../src/contract/routes.js'

export type CurrentKey = OutputOf<'getCurrentKey', 'response'>

/** Somebody who is signed in. */
export interface Session {
  readonly key: CurrentKey
  readonly client: Client
  /** The same client, which says why it changes what it changes. */
  readonly saying: (reason: string) => Client
  readonly may: (operation: OperationId) => boolean
  /** What has been read, for as long as the session. */
  readonly queries: QueryClient
}

const clientOf = (apiKey: string, reason = ''): Client =>
  createClient({ baseUrl: window.location.origin, apiKey, reason: reason.trim() === '' ? undefined : reason })

/** Asks whose key it is. Rejects when the API does not know it; `ended` is told when it stops knowing it. */
export async function openSession(apiKey: string, ended: () => void): Promise<Session> {
  const client = clientOf(apiKey)
  const key = await client.getCurrentKey()
  const allowed = new Set(key.operations)
  const onError = (error: unknown): void => {
    if (error instanceof ProblemError && error.problem.code === 'unauthenticated') ended()
  }
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } },
  })
  return { key, client, saying: (reason) => clientOf(apiKey, reason), may: (operation) => allowed.has(operation), queries }
}

export const SessionContext = createContext<Session | undefined>(undefined)

/** Throws outside of the SessionGate. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === undefined) throw new Error('Nobody is signed in here')
  return session
}
