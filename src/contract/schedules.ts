import { z } from 'zod'
import { Instant } from './common.js'

export const ScheduleName = z.enum(['payments-72h', 'standard-webhooks', 'adyen-30d', 'unipay', 'azupay', 'fixed-hourly-24h'])

const longestDelay = 30 * 86_400
const longestEnd = 90 * 86_400
const Delay = z.number().positive().max(longestDelay)
const Delays = z.array(Delay).max(98).describe('Delays between attempts')
const Start = z.number().min(1).max(longestDelay).describe('The first delay')
const Longest = Delay.optional().describe('No delay is longer; 30 days when left out')

const progressions = ['delaysSeconds', 'arithmetic', 'geometric'] as const

const CustomSchedule = z
  .strictObject({
    name: z.literal('custom'),
    delaysSeconds: Delays.max(100).optional(),
    arithmetic: z
      .strictObject({ firstSeconds: Start, stepSeconds: z.number().min(0).max(longestDelay), maxSeconds: Longest })
      .optional()
      .describe('Each delay is a step longer than the one before'),
    geometric: z
      .strictObject({ firstSeconds: Start, factor: z.number().min(1).max(100), maxSeconds: Longest })
      .optional()
      .describe('Each delay is the one before times a factor'),
    endSeconds: z.number().positive().max(longestEnd).optional().describe('After the first attempt; none is due later'),
  })
  .refine((schedule) => progressions.filter((member) => schedule[member] !== undefined).length === 1, {
    error: 'needs one of delaysSeconds, arithmetic and geometric',
  })
  .refine(({ delaysSeconds, endSeconds }) => delaysSeconds !== undefined || endSeconds !== undefined, {
    path: ['endSeconds'],
    error: 'a progression needs an end',
  })

export const Schedule = z
  .discriminatedUnion('name', [
    z.strictObject({ name: ScheduleName.exclude(['unipay']) }),
    z.strictObject({
      name: z.literal('unipay'),
      delaysSeconds: Delays.min(1).optional().describe('What follows on 5 and 15 minutes, instead of the published list'),
    }),
    CustomSchedule,
  ])
  .meta({ id: 'Schedule', description: 'When what was not confirmed is sent again; at most 100 times' })
export type Schedule = z.infer<typeof Schedule>

const published = {
  name: ScheduleName,
  description: z.string(),
  delaysSeconds: z.array(z.number()).describe('Between attempts'),
  endSeconds: z.number().nullable().describe('After the first attempt; null: it ends with its last delay'),
}

export const PublishedSchedules = z.object({ items: z.array(z.object(published)) }).meta({ id: 'PublishedSchedules' })

export const ScheduleTimetable = z
  .object({
    ...published,
    jitter: z.number().describe('Each delay is as published plus or minus this part of it'),
    timetable: z
      .array(z.object({ attempt: z.int(), afterSeconds: z.number(), at: Instant }))
      .describe('Without jitter, and without the time the attempts themselves take'),
  })
  .meta({ id: 'ScheduleTimetable' })
export type ScheduleTimetable = z.infer<typeof ScheduleTimetable>

export const ScheduleParams = z.object({ name: z.string().min(1).max(64) })
export const TimetableQuery = z.strictObject({ from: Instant.optional().describe('Time of the first attempt; now when left out') })
