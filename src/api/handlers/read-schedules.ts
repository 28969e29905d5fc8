import type { ScheduleTimetable } from '../../contract/schedules.js'
import type { ScheduleName } from '../../domain/delivery-types.js'
import { jitter, timetable } from '../../domain/schedule.js'
import { publishedSchedules } from '../../domain/schedules.js'
import type { Handler } from '../deps.js'
import { found } from '../problem.js'

type Published = Omit<ScheduleTimetable, 'jitter' | 'timetable'>

const published: readonly Published[] = Object.entries(publishedSchedules).map(([name, { delaysSeconds, ...rest }]) => ({
  name: name as ScheduleName,
  ...rest,
  delaysSeconds: [...delaysSeconds],
}))

export const listSchedules = (): Handler<'listSchedules'> => () => Promise.resolve({ items: [...published] })

export const getSchedule =
  (): Handler<'getSchedule'> =>
  ({ params, query: { from } }) => {
    const schedule = found(published.find(({ name }) => name === params.name))
    const firstMs = from === undefined ? Date.now() : Date.parse(from)
    const attempts = timetable({ name: schedule.name }).map((afterSeconds, i) => ({
      attempt: i + 1,
      afterSeconds,
      at: new Date(firstMs + afterSeconds * 1_000).toISOString(),
    }))
    return Promise.resolve({ ...schedule, jitter, timetable: attempts })
  }
