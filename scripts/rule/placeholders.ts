/** auth0-deploy-cli replaces `##KEY##` by plain text and `@@KEY@@` by JSON when it imports. */
const PLACEHOLDER = /(?:@@|##)[A-Za-z0-9_]+(?:@@|##)/g;

/** The text with each placeholder as an identifier of the same length, so that code around bare ones parses. */
export function maskPlaceholders(text: string): string {
  return text.replaceAll(PLACEHOLDER, (placeholder) => `__${placeholder.slice(2, -2)}__`);
}

/** Whether the text is one placeholder and nothing else. */
export function isPlaceholder(text: string): boolean {
  return text.replace(PLACEHOLDER, '') === '' && text !== '';
}
