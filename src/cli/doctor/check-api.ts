import { createClient, ProblemError } from '../../client/client.js'
import { type Check, type Finding, type Ground, lookTimeoutMs, reasonOf } from './finding.js'

/** The API: does it answer, is it ready, does it take the key. */
export const checkApi: Check = async (ground) => {
  const { baseUrl } = ground
  const alive = await look(`${baseUrl}/healthz`)
  if (typeof alive === 'string') {
    return [
      {
        subject: 'API',
        state: 'wrong',
        found: `${baseUrl} does not answer: ${alive}`,
        mend: 'start a node: npm start (or posthorn up); or name the right address with --url or POSTHORN_URL',
      },
    ]
  }
  if (!alive.ok)
    return [
      {
        subject: 'API',
        state: 'wrong',
        found: `${baseUrl}/healthz answers HTTP ${alive.status}`,
        mend: 'is this address Posthorn? See the log of the node',
      },
    ]
  return [{ subject: 'API', state: 'ok', found: baseUrl }, await judgeReadiness(baseUrl), await judgeKey(ground)]
}

async function judgeReadiness(baseUrl: string): Promise<Finding> {
  const subject = 'Readiness'
  const ready = await look(`${baseUrl}/readyz`)
  if (typeof ready === 'string') return { subject, state: 'wrong', found: `no answer: ${ready}`, mend: 'see the log of the node' }
  if (ready.ok) return { subject, state: 'ok', found: 'ready' }
  return {
    subject,
    state: 'wrong',
    found: `HTTP ${ready.status}: ${missingOf((await ready.text()).slice(0, 10_000))}`,
    mend: 'bring back what is missing; the node recovers by itself',
  }
}

/** What a node that is not ready says it is missing; its text as it is when it is not the one we know. */
function missingOf(text: string): string {
  try {
    const { checks } = JSON.parse(text) as { checks: Record<string, { ok: boolean; detail?: string }> }
    const missing = Object.entries(checks).filter(([, { ok }]) => !ok)
    return missing.map(([name, { detail }]) => (detail === undefined ? name : `${name} (${detail})`)).join(', ')
  } catch {
    return text.slice(0, 200)
  }
}

async function judgeKey({ baseUrl, apiKey }: Ground): Promise<Finding> {
  const subject = 'API key'
  if (apiKey === undefined)
    return { subject, state: 'warning', found: `none known for ${baseUrl}`, mend: 'set POSTHORN_API_KEY, or give --api-key' }
  try {
    await createClient({ baseUrl, apiKey }).listSubscriptions({ limit: 1 })
    return { subject, state: 'ok', found: 'accepted' }
  } catch (error) {
    if (!(error instanceof ProblemError)) return { subject, state: 'wrong', found: reasonOf(error), mend: 'see the log of the node' }
    const { status, code } = error.problem
    const isRefused = status === 401 || status === 403
    return {
      subject,
      state: 'wrong',
      found: isRefused ? `refused (${code})` : `HTTP ${status} (${code})`,
      mend: isRefused ? 'set POSTHORN_API_KEY to a key of this installation' : 'see the log of the node',
    }
  }
}

/** An answer, or why there is none. */
export async function look(url: string): Promise<Response | string> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(lookTimeoutMs), redirect: 'manual' })
  } catch (error) {
    return reasonOf(error)
  }
}
