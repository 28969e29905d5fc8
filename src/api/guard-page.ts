import type { RequestHandler } from 'express'
import helmet from 'helmet'

/**
 * The headers of a page: it loads nothing from elsewhere, runs no inline script and is framed by nobody. Styles may be inline, because
 * the libraries of both pages write some at run time. TLS and its headers are the business of the proxy in front.
 */
export const guardPage = (): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
  })
