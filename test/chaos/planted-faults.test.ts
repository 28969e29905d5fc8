import { describe, expect, it } from '@jest/globals'
import { type Outcome, runScenario } from './scenario.js'
import { type Fault, plant } from './stack/planted-fault.js'
import { startStack } from './stack/stack.js'

describe('the harness', () => {
  it('passes the sound program', async () => {
    expect((await runOn()).summary).toEqual([])
  }, 120_000)

  it.each<[Fault, RegExp]>([
    ['ack-before-commit', /^lost ×/],
    ['no-relay', /^undelivered ×/],
    ['swallowed-failure', /^undelivered ×/],
  ])(
    'fails a program with the fault %s',
    async (fault, finding) => {
      const { program, remove } = plant(fault)
      try {
        expect((await runOn(program)).summary).toContainEqual(expect.stringMatching(finding))
      } finally {
        remove()
      }
    },
    120_000,
  )
})

/** The same for all: kills of the node and of Postgres with a queue behind a slow receiver and retries that come due meanwhile. */
async function runOn(program?: string): Promise<Outcome> {
  const stack = await startStack(program)
  try {
    return await runScenario(stack, {
      events: 600,
      rate: 400,
      receiver: { first: 500, delayMs: 50 }, // not 503: it is not overloaded, and is not to be spared
      delaysSeconds: [2, 2, 2, 2, 2, 5, 5, 5, 5],
      strikes: [
        // three times: a kill may fall into a moment in which nothing waits to be started
        ...[200, 300, 400].map((acknowledged) => ({ acknowledged, parts: ['node'] as const, downMs: 0 })),
        { acknowledged: 590, parts: ['postgres'], downMs: 3_000 },
      ],
      settleWithinMs: 25_000,
    })
  } finally {
    await stack.stop()
  }
}
