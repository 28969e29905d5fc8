import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'

/** The key that a token names in its header, from the published set of the account, as a receiver finds it. */
export async function publishedKey({ baseUrl, account }: { baseUrl: string; account: string }, token: string): Promise<KeyObject> {
  const { kid } = headerOf(token)
  const answer = await fetch(`${baseUrl}/v1/jwks/${account}/live`)
  const { keys } = (await answer.json()) as { keys: (JsonWebKey & { kid: string })[] }
  const key = keys.find((each) => each.kid === kid)
  if (key === undefined) throw new Error(`The published set has no key ${String(kid)}`)
  return createPublicKey({ key, format: 'jwk' })
}

export const headerOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as Record<string, unknown>
