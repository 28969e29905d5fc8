import type { CliIo } from './io.js'

export type Tone = 'good' | 'bad' | 'warn' | 'dim' | 'bold'
export type Paint = (tone: Tone | undefined, text: string) => string

const codes = { good: 32, bad: 31, warn: 33, dim: 2, bold: 1 } as const satisfies Record<Tone, number>

/** Colours text by its meaning, or leaves it as it is when nobody is at a terminal (https://no-color.org). */
export const createPaint =
  (enabled: boolean): Paint =>
  (tone, text) =>
    enabled && tone !== undefined ? `\u001b[${codes[tone]}m${text}\u001b[0m` : text

export const wantsColour = (io: Pick<CliIo, 'stdout' | 'env'>): boolean =>
  io.stdout.isTTY === true && !io.env['NO_COLOR'] && io.env['TERM'] !== 'dumb'
