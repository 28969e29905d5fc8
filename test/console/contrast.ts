import type { Page } from 'playwright-core'

/** Runs in the page: each text that stands out too little from what is behind it (WCAG 2.2, 1.4.3: 4.5 : 1). What cannot be used is left out, as there. */
const script = `(() => {
  const parse = (colour) => { const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number); return { r, g, b, a } }
  const over = (top, under) => {
    const mix = (name) => top[name] * top.a + under[name] * (1 - top.a)
    return { r: mix('r'), g: mix('g'), b: mix('b'), a: 1 }
  }
  const behind = (element) => {
    if (!element) return { r: 255, g: 255, b: 255, a: 1 }
    const own = parse(getComputedStyle(element).backgroundColor)
    return own.a === 1 ? own : over(own, behind(element.parentElement))
  }
  const channel = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)
  const luminance = ({ r, g, b }) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b)
  const ratio = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
    return (light + 0.05) / (dark + 0.05)
  }
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '')
  return [...document.querySelectorAll('body *')]
    .filter((element) => hasText(element) && element.checkVisibility() && !element.matches(':disabled, :disabled *'))
    .map((element) => {
      const under = behind(element)
      return { text: element.textContent.trim(), ratio: ratio(over(parse(getComputedStyle(element).color), under), under) }
    })
    .filter(({ ratio }) => ratio < 4.5)
})()`

/** The texts of a page that are too pale, with their contrast. */
export const paleTexts = (page: Page): Promise<{ text: string; ratio: number }[]> => page.evaluate(script)
