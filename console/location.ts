import { useSyncExternalStore } from 'react'

/** What the address of the browser asks for. */
export type Place =
  | { readonly name: 'projects' }
  | { readonly name: 'project'; readonly id: string }
  | { readonly name: 'attachment'; readonly id: string; readonly tab: 'profile' | 'webhook' }
  | { readonly name: 'unknown' }

const base = '/console'

/** The address of a place, below the API's own. */
export const pathOf = {
  projects: `${base}/`,
  project: (id: string) => `${base}/projects/${encodeURIComponent(id)}`,
  profile: (id: string) => `${base}/attachments/${encodeURIComponent(id)}`,
  webhook: (id: string) => `${base}/attachments/${encodeURIComponent(id)}/webhook`,
}

export function parsePlace(path: string): Place {
  const [kind, id, tab, ...rest] = path.slice(base.length).split('/').filter(Boolean)
  if (kind === undefined) return { name: 'projects' }
  if (id === undefined || rest.length > 0) return { name: 'unknown' }
  if (kind === 'projects' && tab === undefined) return { name: 'project', id }
  if (kind === 'attachments' && tab === undefined) return { name: 'attachment', id, tab: 'profile' }
  if (kind === 'attachments' && tab === 'webhook') return { name: 'attachment', id, tab }
  return { name: 'unknown' }
}

/** Goes there without loading the page again. */
export function goTo(path: string): void {
  window.history.pushState(null, '', path)
  window.dispatchEvent(new PopStateEvent('popstate'))
  window.scrollTo(0, 0)
}

export const usePlace = (): Place => parsePlace(useSyncExternalStore(listen, () => window.location.pathname))

function listen(tell: () => void): () => void {
  window.addEventListener('popstate', tell)
  return () => window.removeEventListener('popstate', tell)
}
