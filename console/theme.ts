import { Alert, Badge, createTheme, type CSSVariablesResolver, Fieldset, Input, MultiSelect } from '@mantine/core'

export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: 8,
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Alert: Alert.extend({ styles: { title: { color: 'var(--mantine-color-text)' } } }),
    Badge: Badge.extend({ defaultProps: { variant: 'default', tt: 'none', fw: 500 } }),
    // a group of fields reads like one field
    Fieldset: Fieldset.extend({
      defaultProps: { variant: 'unstyled', p: 0, m: 0 },
      styles: { legend: { fontWeight: 600, fontSize: 'var(--mantine-font-size-sm)', padding: 0 } },
    }),
    // what cannot be changed is still there to be read
    Input: Input.extend({ styles: (_theme, { disabled }) => (disabled === true ? { input: { opacity: 1 } } : {}) }),
    MultiSelect: MultiSelect.extend({ defaultProps: { openOnFocus: false } }),
  },
})

/** Where the colours of the library are too pale for WCAG 2.2 AA (4.5 : 1). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-disabled-color': 'var(--mantine-color-gray-7)',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
  },
  dark: {
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-disabled-color': 'var(--mantine-color-dark-1)',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
  },
})
