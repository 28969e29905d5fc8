import { config } from 'zod'

// Before the contract is loaded: its schemas would try to compile themselves, which the page's content security policy forbids.
config({ jitless: true })
const { start } = await import('./start.js')
start(document.querySelector('#console'))
