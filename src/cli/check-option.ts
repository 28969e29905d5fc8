import { Option } from 'commander'
import { ActivationCheck } from '../contract/subscriptions.js'

/** How much of the endpoint has to work before it is activated. */
export const checkOption = (): Option =>
  new Option('--check <mode>', 'whatever fails refuses, what can never work refuses and the rest is told, or no check').choices(
    ActivationCheck.options,
  )
