import { Pool } from 'undici'

export interface TextbookActivities {
  postWebhook(delivery: { url: string; id: string; body: string }): Promise<void>
}

/** Posts to one receiver over keep-alive connections; throws on any answer other than 2xx. */
export function createTextbookActivities(receiverUrl: string): TextbookActivities {
  const pool = new Pool(new URL(receiverUrl).origin, { connections: 100 })
  return {
    async postWebhook({ url, id, body }) {
      const headers = { 'content-type': 'application/json', 'webhook-id': id }
      const answer = await pool.request({ method: 'POST', path: new URL(url).pathname, headers, body })
      await answer.body.dump()
      if (answer.statusCode >= 300) throw new Error(`HTTP ${answer.statusCode}`)
    },
  }
}
