// The behaviours of the workflows that have a recorded history in test/histories, one each. Only ever append:
// what has been released must be replayable for as long as a workflow of that release may be open.
const labels = { account: 'acc_demo', subscription: 'sub_demo', event: 'evt_demo', eventType: 'payment.settled', host: 'receiver.example' }
const delivered = (number = 2) => ({ kind: 'delivered', number })
const retry = (number, delayMs, more) => ({ kind: 'retry', number, delayMs, note: 'HTTP 503', ...more })
const stop = (state, more) => ({ kind: 'stop', number: 2, state, note: 'HTTP 503', ...more })
const hold = { kind: 'hold', number: 2, note: 'held by an operator' }
const hourMs = 3_600_000

/**
 * `decide` answers an ask as the activity would; `asked` counts the asks for that notification, this one included.
 * `steer` is called when the workflow waits for the first time. `status` is how it must close. With `replayPage` instead
 * of `decide` it is a bulk replay, with `removeExpired` an application of retention, with `recoverTurn` a recovery; the function is given how often it has
 * been asked, this time included.
 */
export const scenarios = [
  { name: 'delivered', decide: () => delivered(), status: 'COMPLETED' },
  { name: 'retried-then-delivered', decide: (_, asked) => (asked < 3 ? retry(asked + 1, 200) : delivered(4)), status: 'COMPLETED' },
  { name: 'exhausted', decide: (_, asked) => (asked < 2 ? retry(2, 200) : stop('exhausted')), status: 'FAILED' },
  { name: 'gone', decide: () => stop('gone'), status: 'FAILED' },
  {
    name: 'cancelled-by-signal',
    decide: ({ cancel }) => (cancel === undefined ? retry(2, hourMs) : stop('cancelled')),
    steer: (handle) => handle.signal('cancel', { reason: 'wrong receiver' }),
    status: 'CANCELLED',
  },
  {
    name: 'cancelled-in-temporal',
    decide: ({ cancel }) => (cancel === undefined ? retry(2, hourMs) : stop('cancelled')),
    steer: (handle) => handle.cancel(),
    status: 'CANCELLED',
  },
  {
    name: 'retried-now',
    decide: (_, asked) => (asked < 2 ? retry(2, hourMs) : delivered(3)),
    steer: (handle) => handle.signal('retryNow'),
    status: 'COMPLETED',
  },
  {
    name: 'replayed-while-open',
    decide: ({ openRound }, asked) => (asked === 1 ? retry(2, hourMs) : openRound === undefined ? delivered(3) : retry(2, 0)),
    steer: (handle) => handle.signal('replay'),
    status: 'COMPLETED',
  },
  {
    name: 'held-and-resumed',
    decide: ({ hold: held }, asked) => (held ? hold : asked === 1 ? retry(2, hourMs) : delivered(3)),
    async steer(handle, { eventually }) {
      await handle.signal('pause')
      await eventually(async () => (await handle.query('progress')).open[0].held)
      await handle.signal('resume')
    },
    status: 'COMPLETED',
  },
  {
    name: 'set-whose-members-leave',
    members: ['ntf_delivered', 'ntf_short', 'ntf_long', 'ntf_exhausted', 'ntf_released', 'ntf_steered'],
    decide: ({ notification, cancel }, asked, owner) =>
      owner === notification
        ? own(notification)
        : (inSet[notification]?.(asked) ?? (cancel ? stop('cancelled', { alone: labels }) : retry(2, 30_000))),
    async steer(handle, { eventually, handleOf }) {
      // Forwarded to the member that has left, and to one whose own workflow has closed by then.
      await handle.signal('retryNow', 'ntf_long')
      await handleOf('ntf_long').result()
      await handleOf('ntf_exhausted')
        .result()
        .catch(() => undefined)
      await handle.signal('retryNow', 'ntf_exhausted')
      await eventually(async () => (await handle.query('progress')).open.length === 1)
      await handle.signal('cancel', { notification: 'ntf_steered', reason: 'wrong receiver' })
    },
    status: 'COMPLETED',
  },
  {
    name: 'reset',
    decide: ({ openRound }, asked) => (openRound === undefined ? delivered(asked + 1) : retry(2, 0)),
    reset: true,
    status: 'COMPLETED',
  },
  {
    name: 'bulk-replay-completed',
    replayPage: (asked) => (asked < 4 ? more(asked === 2 ? 200 : 0) : replayEnded('completed')),
    status: 'COMPLETED',
  },
  {
    name: 'bulk-replay-paused-and-resumed',
    replayPage: (asked) => (asked === 1 ? more(hourMs) : asked === 2 ? { kind: 'paused' } : replayEnded('cancelled')),
    async steer(handle, { eventually, asked }) {
      await handle.signal('replayChanged')
      await eventually(() => asked() === 2)
      await handle.signal('replayChanged')
    },
    status: 'COMPLETED',
  },
  {
    name: 'bulk-replay-cancelled-in-temporal',
    replayPage: () => more(hourMs),
    steer: (handle) => handle.cancel(),
    status: 'CANCELLED',
  },
  {
    name: 'bulk-replay-continued-as-new',
    replayPage: (asked) => (asked < 101 ? more(0) : replayEnded('completed')),
    firstRun: true,
    status: 'CONTINUED_AS_NEW',
  },
  { name: 'retention-applied', removeExpired: (asked) => removed(asked < 3 ? `acc_${asked}` : null), status: 'COMPLETED' },
  {
    name: 'retention-continued-as-new',
    removeExpired: (asked) => removed(asked < 101 ? `acc_${asked}` : null),
    firstRun: true,
    status: 'CONTINUED_AS_NEW',
  },
  { name: 'rotate-keys-done', changeKeys: (asked) => ({ nextInMs: [200, 0, 300][asked - 1] ?? null }), status: 'COMPLETED' },
  {
    name: 'rotate-keys-told',
    changeKeys: (asked) => ({ nextInMs: asked === 1 ? hourMs : null }),
    steer: (handle) => handle.signal('keysChanged'),
    status: 'COMPLETED',
  },
  {
    name: 'rotate-keys-continued-as-new',
    changeKeys: (asked) => ({ nextInMs: asked < 101 ? 0 : null }),
    firstRun: true,
    status: 'CONTINUED_AS_NEW',
  },
  {
    name: 'recovered',
    recoverTurn: (asked) => [probed(200), probed(200), drained(2), drained(4)][asked - 1] ?? { kind: 'ended' },
    status: 'COMPLETED',
  },
  {
    name: 'recovery-told-what-to-try',
    recoverTurn: (asked, { first }) => (asked === 1 ? probed(hourMs) : first === 'ntf_wanted' ? probed(200) : { kind: 'ended' }),
    steer: (handle) => handle.signal('recoveryChanged', 'ntf_wanted'),
    status: 'COMPLETED',
  },
  {
    name: 'recovery-continued-as-new',
    recoverTurn: (asked) => (asked < 101 ? drained(64) : { kind: 'ended' }),
    firstRun: true,
    status: 'CONTINUED_AS_NEW',
  },
]

const probed = (delayMs) => ({ kind: 'go-on', batch: 0, delayMs, note: 'probe 2' })
const drained = (batch) => ({ kind: 'go-on', batch, delayMs: 0, note: 'drains' })

const removed = (after) => ({ removed: { metadata: 1, payload: 2, attemptBodies: 3 }, after })

const more = (delayMs) => ({ kind: 'more', delayMs, note: '50 a second' })
const replayEnded = (state) => ({ kind: 'ended', state, counts: { selected: 2, replayed: 2, skipped: 0, failed: 0 } })

const inSet = {
  ntf_delivered: () => delivered(),
  ntf_short: (asked) => (asked < 2 ? retry(2, 500) : delivered(3)),
  ntf_long: () => retry(2, hourMs, { alone: labels }),
  ntf_exhausted: () => stop('exhausted', { alone: labels }),
  ntf_released: () => ({ kind: 'released', note: 'owned by ntf_released' }),
}
const own = (notification) =>
  notification === 'ntf_long' ? delivered(3) : stop(notification === 'ntf_steered' ? 'cancelled' : 'exhausted')
