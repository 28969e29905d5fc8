import { runReceiver } from '../dist/demo/receiver.js'

runReceiver()
