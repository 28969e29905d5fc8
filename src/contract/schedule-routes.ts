import type { Route } from './route.js'
import { PublishedSchedules, ScheduleParams, ScheduleTimetable, TimetableQuery } from './schedules.js'

export const scheduleRoutes = {
  listSchedules: {
    method: 'get',
    path: '/v1/schedules',
    tag: 'subscriptions',
    summary: 'The published schedules',
    scope: 'subscriptions:read',
    projectKeys: 'the same',
    status: 200,
    response: PublishedSchedules,
  },
  getSchedule: {
    method: 'get',
    path: '/v1/schedules/{name}',
    tag: 'subscriptions',
    summary: 'A published schedule with its timetable',
    scope: 'subscriptions:read',
    projectKeys: 'the same',
    params: ScheduleParams,
    query: TimetableQuery,
    status: 200,
    response: ScheduleTimetable,
  },
} as const satisfies Record<string, Route>
