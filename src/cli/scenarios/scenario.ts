import { z } from 'zod'
import { EventType } from '../../contract/events.js'

const Members = z.record(z.string(), z.unknown())
const Label = z.string().regex(/^[a-z0-9-]{1,40}$/, 'lower-case letters, digits and -')

const Happening = z.strictObject({
  /** What the event is called in this story. */
  event: Label,
  type: EventType,
  /** When it happened, after the beginning of the story. */
  atSeconds: z.int().min(0).max(315_360_000),
  /** Members of `data.object`, over those of the story and of the example. */
  object: Members.default({}),
  /** Members of `data.previous`, over those of the example. */
  previous: Members.optional(),
})
const Repeat = z.strictObject({ again: Label })

/** A story as its file tells it, in the order of delivery. */
const ScenarioFile = z
  .strictObject({
    description: z.string().min(1).max(500),
    /** What a receiver should have in its books when it is over. */
    afterwards: z.string().min(1).max(500),
    object: Members.default({}),
    steps: z
      .array(z.union([Happening, Repeat]))
      .min(1)
      .max(100),
  })
  .superRefine(({ steps }, context) => {
    const told = new Set<string>()
    steps.forEach((step, at) => {
      const complain = (message: string): void => {
        context.addIssue({ code: 'custom', path: ['steps', at], message })
      }
      if ('again' in step && !told.has(step.again)) complain(`${step.again} has not been delivered before`)
      if ('event' in step && told.has(step.event)) complain(`${step.event} is there twice: deliver it once more with "again"`)
      if ('event' in step) told.add(step.event)
    })
  })

export interface Scenario extends z.infer<typeof ScenarioFile> {
  readonly name: string
  /** Tells the things of one run from those of another. */
  readonly run: string
}
type Step = Scenario['steps'][number]
export type Happening = Extract<Step, { event: string }>

/** Reads a story; `{{run}}` in any text of it stands for this run. Throws a SyntaxError or a ZodError when it is none. */
export const parseScenario = (text: string, { name, run }: Pick<Scenario, 'name' | 'run'>): Scenario => ({
  name,
  run,
  ...ScenarioFile.parse(JSON.parse(text.replaceAll('{{run}}', run))),
})

/** How a step reaches the receiver: in its turn, after something that happened later, or once more. */
export type Arrival = 'in order' | 'late' | 'again'

/** One step, and what there is to say about it. */
export interface Told {
  readonly arrival: Arrival
  readonly happening: Happening
}

/** The steps of a story in the order of delivery. */
export function tell({ steps }: Scenario): Told[] {
  const happenings = new Map(steps.flatMap((step) => ('event' in step ? [[step.event, step] as const] : [])))
  return steps.flatMap((step, at) => {
    const happening = happenings.get('again' in step ? step.again : step.event)
    if (!happening) return []
    const before = steps.slice(0, at).flatMap((earlier) => ('event' in earlier ? [earlier.atSeconds] : []))
    return [{ happening, arrival: 'again' in step ? 'again' : Math.max(0, ...before) > happening.atSeconds ? 'late' : 'in order' }]
  })
}
