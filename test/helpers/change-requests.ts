import { type Client, createClient, PendingChange, ProblemError } from '../../src/client/client.js'
import type { Posthorn } from './posthorn.js'

/** What a change that needs four eyes was put down as. Throws when it was done at once. */
export async function pendingOf(change: Promise<unknown>): Promise<PendingChange['request']> {
  const answer: unknown = await change.catch((error: unknown) => error)
  if (answer instanceof PendingChange) return answer.request
  throw new Error(`not put down as a change request: ${String(answer)}`)
}

/** A change that waits for approval in a new account below the owner's, asked for by the author. */
export async function plantChangeRequest(owner: Client, author: Client): Promise<string> {
  const { id: account, name } = await owner.createAccount({ name: 'Careful' })
  await owner.setApprovalsPolicy({ id: account, ifMatch: 0, kinds: ['url'] })
  const { id } = await owner.createSubscription({ account, url: 'https://own.example.com/a', eventTypes: ['a.b'], description: name })
  return (await pendingOf(author.updateSubscription({ id, ifMatch: 1, url: 'https://own.example.com/b' }))).id
}

/** What came of it: `done`, or the code of the problem. */
export const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : error),
  )

type Kinds = Parameters<Client['setApprovalsPolicy']>[0]['kinds']

/** Makes accounts that ask four eyes for these kinds, each with keys of two persons and a subscription. */
export const carefulAccounts =
  (posthorn: () => Posthorn) =>
  async (kinds: Kinds, { parent }: { parent?: string } = {}) => {
    const { client: root, baseUrl } = posthorn()
    const as = (apiKey: string) => createClient({ baseUrl, apiKey, reason: 'four eyes' })
    const { id: account } = await root.createAccount({ name: 'Careful', kind: 'portfolio', ...(parent !== undefined && { parent }) })
    const key = async (scopes = ['*']) => root.createApiKey({ account, name: 'person', scopes, environment: 'live' })
    const [authorKey, approverKey] = [await key(), await key()]
    const [author, approver] = [as(authorKey.key), as(approverKey.key)]
    const old = 'https://shop.example.com/old?token=canary-old'
    const { id } = await author.createSubscription({ url: old, eventTypes: ['payment.*'], activate: true })
    if (kinds.length > 0) await author.setApprovalsPolicy({ id: account, ifMatch: 0, kinds })
    const fresh = 'https://shop.example.com/new?token=canary-new'
    const move = (version = 1) => pendingOf(author.updateSubscription({ id, ifMatch: version, url: fresh, description: 'moved' }))
    const urlNow = async () => (await author.getSubscription({ id })).url
    const auditOf = async (target = id) => (await author.listAudit({ target, limit: 100 })).items.map(({ action }) => action)
    return { account, author, approver, authorKey, approverKey, id, old, fresh, move, urlNow, auditOf, key }
  }
