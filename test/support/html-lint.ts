import { HtmlValidate } from 'html-validate'

const html = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Attributes come and go by conditions, so blanks and line ends are left as they fall.
    'no-trailing-whitespace': 'off', 'attr-quotes': 'off', 'long-title': 'off', 'no-inline-style': 'error', 'no-dup-id': 'error',
    // The ids of inputs are the paths of their fields, with dots; lists and sections have names where there are several.
    'valid-id': ['error', { relaxed: true }], 'aria-label-misuse': ['error', { allowAnyNamable: true }], 'prefer-native-element': 'off',
    'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'submit', 'button', 'reset'] }], 'tel-non-breaking': 'off',
    // No browser shall fill the key of an opening in, nor offer a new one.
    'autocomplete-password': 'off',
  },
})

/** What is wrong with a page as HTML, each with its rule; an empty list when nothing is. */
export async function htmlFaults(page: string): Promise<string[]> {
  const { results } = await html.validateString(page)
  return results.flatMap(({ messages }) => messages.map(({ ruleId, line, message }) => `${line} ${ruleId}: ${message}`))
}
