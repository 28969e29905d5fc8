import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client'
import type { applyRetention } from '../workflows/apply-retention.js'

export interface RetentionSchedule {
  readonly taskQueue: string
  readonly everySeconds: number
  /** Gives one that is there the interval that is wanted, and leaves the rest as an operator may have set it. */
  readonly adjust: boolean
}

const ID = 'posthorn-retention'
/** A Temporal that does not answer must not keep anybody waiting. */
const DEADLINE_MS = 10_000

/** Sees to it that there is the schedule: all nodes do, and one of them makes it. Throws when Temporal does not answer. */
export async function keepSchedule(client: Client, schedule: RetentionSchedule): Promise<void> {
  const state = { note: 'Removes what accounts do not want to keep any longer' }
  await client.withDeadline(Date.now() + DEADLINE_MS, async () => {
    try {
      await client.schedule.create<typeof applyRetention>({ scheduleId: ID, ...definitionOf(schedule), state })
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error
      if (schedule.adjust) await adjust(client, schedule)
    }
  })
}

async function adjust(client: Client, schedule: RetentionSchedule): Promise<void> {
  const handle = client.schedule.getHandle(ID)
  const { spec } = await handle.describe()
  const [interval, ...others] = spec.intervals ?? []
  if (others.length === 0 && interval?.every === schedule.everySeconds * 1_000) return
  await handle.update<typeof applyRetention>(({ state }) => ({ ...definitionOf(schedule), state }))
}

const definitionOf = ({ taskQueue, everySeconds }: RetentionSchedule) => ({
  spec: { intervals: [{ every: everySeconds * 1_000 }] },
  action: {
    type: 'startWorkflow' as const,
    workflowType: 'applyRetention' as const,
    workflowId: ID,
    args: [{}] satisfies Parameters<typeof applyRetention>,
    taskQueue,
    staticSummary: 'retention',
  },
  // one at a time; what was missed is made up for by the next
  policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' as const },
})
