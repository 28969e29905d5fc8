import type { Route } from '../../src/contract/routes.js'
import type { Ask } from '../helpers/http.js'
import type { Parts } from './requests.js'

/** The parts of a request as any program would send it. What is changed for somebody else needs a reason. */
export function toAsk(route: Route, { params = {}, query = {}, body, ifMatch }: Parts): Ask {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const text = new URLSearchParams(query).toString()
  const headers = { 'posthorn-reason': 'tested', ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }) }
  return { method: route.method.toUpperCase(), path: text === '' ? path : `${path}?${text}`, body, headers }
}
