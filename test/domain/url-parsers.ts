import { parse } from 'node:url'

/** The host with which a reader of URLs would connect; undefined when it finds none. */
export type HostOf = (url: string) => string | undefined

export const whatwgHost: HostOf = (url) => (URL.canParse(url) ? new URL(url).hostname : undefined)

/** Node's own parser of before, as many libraries still use it. */
export const legacyHost: HostOf = (url) => {
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- that others use it is the point
    const { hostname } = parse(url)
    return hostname === null || hostname === '' ? undefined : hostname.includes(':') ? `[${hostname}]` : hostname
  } catch {
    return undefined
  }
}

/** RFC 3986, appendix B and §3.2, to the letter: no character is forgiven, nothing is decoded. */
export const rfcHost: HostOf = (url) => {
  const authority = /^(?:[A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)/.exec(url)?.[1]
  if (authority === undefined) return undefined
  const plain = "(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*"
  const userInfo = `(?:${plain.replace('=-', '=:-')}@)?`
  return new RegExp(`^${userInfo}(\\[[0-9A-Fa-f:.]+\\]|${plain})(?::\\d*)?$`).exec(authority)?.[1]
}

/** As a shell script does it: between the slashes, up to the colon. */
export const naiveHost: HostOf = (url) => {
  const authority = url.split('/')[2]
  return authority?.startsWith('[') ? `${authority.split(']')[0] ?? ''}]` : authority?.split(':')[0]?.split('?')[0]
}

export const parsers: readonly HostOf[] = [whatwgHost, legacyHost, rfcHost, naiveHost]
