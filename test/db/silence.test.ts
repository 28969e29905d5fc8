import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createSilence, TICK_MS } from '../../src/db/silence.js'

const untilSilent = 850 / TICK_MS

function listen() {
  const heard = { awaited: true, probes: 0, silences: 0 }
  const silence = createSilence({
    isAwaited: () => heard.awaited,
    probe: () => (heard.probes += 1),
    onSilent: () => (heard.silences += 1),
  })
  const tick = (times: number) => Array.from({ length: times }, () => silence.tick())
  return { heard, silence, tick }
}

describe('a database', () => {
  it('is silent when somebody has waited for 850 ms and nobody was answered, and until it says something', () => {
    const { heard, silence, tick } = listen()
    tick(untilSilent - 1)
    expect([silence.isSilent(), heard.silences]).toEqual([false, 0])
    tick(1)
    expect([silence.isSilent(), heard.silences]).toEqual([true, 1])
    heard.awaited = false
    tick(1_000)
    expect([silence.isSilent(), heard.silences]).toEqual([true, 1])
    silence.end()
    expect(silence.isSilent()).toBe(false)
  })

  it('is asked for a sign of life before it is called silent, and every second as long as it is', () => {
    const { heard, silence, tick } = listen()
    tick(300 / TICK_MS)
    expect([silence.isSilent(), heard.probes]).toEqual([false, 1])
    tick(5_000 / TICK_MS)
    expect([silence.isSilent(), heard.probes]).toEqual([true, 6])
  })

  it('is not silent while nobody asks', () => {
    const { heard, silence, tick } = listen()
    heard.awaited = false
    tick(1_000)
    expect([silence.isSilent(), heard.probes]).toEqual([false, 0])
  })

  it('is never called silent while others are answered, however long one waits', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(untilSilent - 1)), (pauses) => {
        const { heard, silence, tick } = listen()
        for (const pause of pauses) {
          tick(pause)
          silence.end()
        }
        expect(heard.silences).toBe(0)
      }),
    )
  })
})
