/**
 * A function that hides these values in a text, as they are and as they look in JSON, in a URL and in base64; of a
 * value of several lines each line, since logs come line by line. Values of three characters or less would hide half
 * the language.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.flatMap((secret) => [secret, ...secret.split(/\r?\n/)]).flatMap(formsOf);
  const longest = [...new Set(forms)]
    .filter((form) => form.length > 3)
    .toSorted((one, other) => other.length - one.length);
  return (text) => longest.reduce((result, form) => result.replaceAll(form, '[secret]'), text);
}

function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    // A lone surrogate cannot be encoded; Buffer replaces it.
    encodeURIComponent(Buffer.from(secret).toString()),
    // The padding is left out where the value is followed by more, and in base64url.
    base64.replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
  ];
}
