// Stands in for dist/engine/publish.js: answers as soon as the insert has been sent, whatever becomes of it.
import { createPublish as createSoundPublish } from './publish.sound.js'

export const createPublish = (deps) => createSoundPublish({ ...deps, db: { ...deps.db, pool: hasty(deps.db.pool) } })

const hasty = (pool) => ({
  query(statement) {
    const answer = pool.query(statement)
    if (statement.name !== 'publish') return answer
    answer.catch(() => undefined)
    const [ordinals] = statement.values // as Postgres reads it: {0,1,2}
    const rows = ordinals.slice(1, -1).split(',')
    return Promise.resolve({ rows: rows.map((ordinal) => ({ ordinal: Number(ordinal), fresh: true, inserted: true })) })
  },
})
