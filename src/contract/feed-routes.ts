import { AcknowledgeFeed, Feed, FeedQuery } from './feed.js'
import { byId, type Route } from './route.js'

export const feedRoutes = {
  readFeed: {
    method: 'get',
    path: '/v1/subscriptions/{id}/feed',
    tag: 'feed',
    summary: 'Catch up by pull: what a subscription is owed, in the order of its making',
    scope: 'feed:read',
    projectKeys: 'their own',
    params: byId,
    query: FeedQuery,
    status: 200,
    response: Feed,
  },
  acknowledgeFeed: {
    method: 'post',
    path: '/v1/subscriptions/{id}/feed/ack',
    tag: 'feed',
    summary: 'Keep how far the feed was read; what is delivered by POST goes on as before',
    scope: 'feed:read',
    projectKeys: 'their own',
    params: byId,
    body: AcknowledgeFeed,
    status: 204,
  },
} as const satisfies Record<string, Route>
