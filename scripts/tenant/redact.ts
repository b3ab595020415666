/** A function that hides these values in a text. Values of three characters or less would hide half the language. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const longest = secrets
    .filter((secret) => secret.length > 3)
    .toSorted((one, other) => other.length - one.length);
  return (text) => longest.reduce((result, secret) => result.replaceAll(secret, '[secret]'), text);
}
