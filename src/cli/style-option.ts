import { InvalidArgumentError, Option } from 'commander'
import { type CreateSubscription, StyleName } from '../contract/subscriptions.js'

type Style = CreateSubscription['style']

const thin = 'native-thin'
const choices = [...StyleName.options, thin]

/** `native-thin` is the native style without `data.object`; the others are called as in the API. */
export const styleOption = (): Option =>
  new Option('--style <style>', 'names and body of what the receiver gets').choices(choices).argParser(toStyle)

function toStyle(text: string): Style {
  if (text === thin) return { name: 'native', thin: true }
  const named = StyleName.safeParse(text)
  if (named.success) return { name: named.data }
  throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`)
}

/** As the option spells it. */
export const toStyleText = (style: Style): string => (style.name === 'native' && style.thin ? thin : style.name)
