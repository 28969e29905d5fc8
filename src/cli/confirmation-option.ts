import { ConfirmationPreset } from '../contract/confirmation.js'
import type { Subscription } from '../contract/subscriptions.js'
import { usageFailure } from './failure.js'
import type { CliIo } from './io.js'
import { readText } from './read-text.js'

type Confirmation = Subscription['confirmation']

export const confirmationHelp = `what the receiver has to answer: ${ConfirmationPreset.options.join(', ')}, or a policy as JSON, @file, or - for standard input`

/** A preset, or a policy of its own as the API has it without its name. The API judges what it says. */
export async function readConfirmation(option: string | undefined, io: Pick<CliIo, 'stdin' | 'cwd'>): Promise<Confirmation | undefined> {
  const preset = ConfirmationPreset.safeParse(option)
  if (option === undefined || preset.success) return preset.data && { name: preset.data }
  try {
    return { name: 'custom', ...(JSON.parse(await readText(option, io)) as Omit<Extract<Confirmation, { name: 'custom' }>, 'name'>) }
  } catch (error) {
    throw error instanceof SyntaxError ? usageFailure(`--confirmation must be ${ConfirmationPreset.options.join(', ')}, or JSON`) : error
  }
}

/** As the option spells it. */
export function toConfirmationText({ name, ...policy }: Confirmation): string {
  return name === 'custom' ? JSON.stringify(policy) : name
}
