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
  const ready = await look(`${baseUrl}/readyz`)
  if (typeof ready === 'string')
    return { subject: 'Readiness', state: 'wrong', found: `no answer: ${ready}`, mend: 'see the log of the node' }
  const text = (await ready.text()).slice(0, 500)
  if (ready.ok) return { subject: 'Readiness', state: 'ok', found: 'ready' }
  return {
    subject: 'Readiness',
    state: 'wrong',
    found: `HTTP ${ready.status} ${text}`,
    mend: 'mend what is named as not ready; the node recovers by itself',
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
