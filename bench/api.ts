/** The few calls the bench makes itself, over HTTP like any customer. */
export interface Api {
  readonly baseUrl: string
  readonly apiKey: string
}

export interface NewSubscription {
  readonly url: string
  readonly eventTypes: readonly string[]
  readonly schedule?: { readonly name: 'custom'; readonly delaysSeconds: readonly number[] }
}

/** Creates an active subscription. Throws with what the API said. */
export async function createSubscription(api: Api, subscription: NewSubscription): Promise<void> {
  const answer = await fetch(`${api.baseUrl}/v1/subscriptions`, {
    method: 'POST',
    headers: { ...authorization(api), 'content-type': 'application/json' },
    body: JSON.stringify({ ...subscription, activate: true }),
  })
  if (!answer.ok) throw new Error(`POST /v1/subscriptions: ${answer.status} ${await answer.text()}`)
}

export async function scrape(api: Api): Promise<string> {
  const answer = await fetch(`${api.baseUrl}/metrics`, { headers: authorization(api) })
  if (!answer.ok) throw new Error(`GET /metrics: ${answer.status}`)
  return answer.text()
}

const authorization = ({ apiKey }: Api): Record<string, string> => ({ authorization: `Bearer ${apiKey}` })
