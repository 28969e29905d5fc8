import type { Route } from './route.js'

/** Of the header Posthorn-Reason. */
export const maxReasonChars = 500

/** Whether somebody may ask why: publishing is no change. */
export const takesReason = ({ method, scope }: Pick<Route, 'method' | 'scope'>): boolean => method !== 'get' && scope !== 'events:write'
