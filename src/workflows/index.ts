export { deliver } from './deliver.js'
