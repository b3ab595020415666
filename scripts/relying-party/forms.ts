/** A form of a page, as far as a login needs it. */
export interface Form {
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly buttons: readonly { readonly name: string; readonly value: string }[];
}

/** The forms of a page that was served by the local tenant itself: attributes in double quotes, names before values. */
export function formsOf(html: string): Form[] {
  return html
    .split('<form ')
    .slice(1)
    .map((text) => {
      const form = text.split('</form>')[0] ?? '';
      const fields = (pattern: RegExp) =>
        [...form.matchAll(pattern)].map(([, name = '', value = '']) => ({ name, value: decoded(value) }));
      return {
        action: decoded(/^[^>]*action="([^"]*)"/.exec(form)?.[1] ?? ''),
        hidden: Object.fromEntries(
          fields(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g).map(({ name, value }) => [
            name,
            value,
          ]),
        ),
        buttons: fields(/<button name="([^"]+)" value="([^"]*)"/g),
      };
    });
}

/** The text of the first element of this name, without markup. */
export function textOf(html: string, element: string): string {
  const [, inner = ''] = new RegExp(`<${element}(?: [^>]*)?>(.*?)</${element}>`, 's').exec(html) ?? [];
  return decoded(inner.replaceAll(/<[^>]*>/g, '')).trim();
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function decoded(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|quot);/g, (_entity, name: string) => ENTITIES[name] ?? '');
}
