/** The few calls the bench makes itself, over HTTP like any customer. */
export interface Api {
  readonly baseUrl: string
  readonly apiKey: string
}

export interface NewSubscription {
  readonly url: string
  readonly eventTypes: readonly string[]
  readonly schedule?: { readonly name: 'custom'; readonly delaysSeconds: readonly number[] }
  readonly rateLimit?: { readonly requests: number; readonly per: 'second' }
  readonly signing?: { readonly jwtHeader: { readonly alg: 'ES256' } }
  /** Of the endpoint, before it is activated. */
  readonly check?: 'none'
}

/** Creates an active subscription; its id. Throws with what the API said. */
export async function createSubscription(api: Api, subscription: NewSubscription): Promise<string> {
  const answer = await fetch(`${api.baseUrl}/v1/subscriptions`, {
    method: 'POST',
    headers: { ...authorization(api), 'content-type': 'application/json' },
    body: JSON.stringify({ ...subscription, activate: true }),
  })
  if (!answer.ok) throw new Error(`POST /v1/subscriptions: ${answer.status} ${await answer.text()}`)
  return ((await answer.json()) as { id: string }).id
}

/** Since when a subscription is failing; null when it is not. */
export async function failingSince(api: Api, id: string): Promise<string | null> {
  const answer = await fetch(`${api.baseUrl}/v1/subscriptions/${id}`, { headers: authorization(api) })
  if (!answer.ok) throw new Error(`GET /v1/subscriptions: ${answer.status}`)
  return ((await answer.json()) as { failingSince: string | null }).failingSince
}

/** What it is still owed ends. */
export async function deleteSubscription(api: Api, id: string): Promise<void> {
  const answer = await fetch(`${api.baseUrl}/v1/subscriptions/${id}`, { method: 'DELETE', headers: authorization(api) })
  if (!answer.ok) throw new Error(`DELETE /v1/subscriptions: ${answer.status}`)
}

export async function scrape(api: Api): Promise<string> {
  const answer = await fetch(`${api.baseUrl}/metrics`, { headers: authorization(api) })
  if (!answer.ok) throw new Error(`GET /metrics: ${answer.status}`)
  return answer.text()
}

const authorization = ({ apiKey }: Api): Record<string, string> => ({ authorization: `Bearer ${apiKey}` })
