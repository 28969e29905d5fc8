import type { Route } from './route.js'
import { bySubject, Erasure } from './subjects.js'

export const subjectRoutes = {
  eraseSubject: {
    method: 'delete',
    path: '/v1/subjects/{ref}',
    tag: 'subjects',
    summary: 'Erase: remove the payloads of all events about a subject; their trail stays',
    scope: 'subjects:write',
    projectKeys: 'refused',
    params: bySubject,
    status: 200,
    response: Erasure,
  },
} as const satisfies Record<string, Route>
