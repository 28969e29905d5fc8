import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { resolve } from 'node:path'
import { usageFailure } from './failure.js'
import type { CliIo } from './io.js'

/** The text of an option: `-` reads standard input, `@file` a file, anything else is the text itself. */
export async function readText(option: string, io: Pick<CliIo, 'stdin' | 'cwd'>): Promise<string> {
  if (option === '-') return decode(await buffer(io.stdin), 'standard input')
  if (!option.startsWith('@')) return option
  const path = resolve(io.cwd(), option.slice(1))
  return decode(await readFile(path).catch(rejectFile(path)), path)
}

const rejectFile =
  (path: string) =>
  (error: NodeJS.ErrnoException): never => {
    throw usageFailure(`cannot read ${path}: ${error.code ?? error.message}`)
  }

/** Bytes that are not UTF-8 would silently become other bytes on the way to the receiver. */
function decode(bytes: Uint8Array, source: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw usageFailure(`${source} is not UTF-8 text`)
  }
}
