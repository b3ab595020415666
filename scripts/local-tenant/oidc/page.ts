/** Plain pages that work without script, by keyboard, and in light and dark. */
export const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; --quiet: #595959; --line: #8c8c8c;
  --focus: #1a5fd0; }
@media (prefers-color-scheme: dark) { :root { --quiet: #b3b3b3; --line: #8c8c8c; --focus: #8ab4ff; } }
body { max-width: 32rem; margin: clamp(1rem, 8vh, 5rem) auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.375rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: 0 0 1rem; }
ul { list-style: none; margin: 0; padding: 0; }
li + li { margin-top: .5rem; }
button { width: 100%; padding: .45rem .8rem; font: inherit; text-align: start; cursor: pointer;
  border: 1px solid var(--line); border-radius: .4rem; background: Canvas; color: CanvasText; }
button:hover { border-color: CanvasText; }
:focus-visible, button[autofocus]:focus { outline: 3px solid var(--focus); outline-offset: 1px; }
small { display: block; color: var(--quiet); }
.quiet { color: var(--quiet); }
a { color: LinkText; }
label { display: block; }
textarea, input[type=text] { box-sizing: border-box; width: 100%; padding: .45rem .8rem; font: inherit;
  border: 1px solid var(--line); border-radius: .4rem; background: Canvas; color: CanvasText; }
fieldset { margin: 1rem 0; padding: 0; border: 0; }
legend { padding: 0; }
dl { margin: 0; }
dt { color: var(--quiet); }
dd { margin: 0 0 .5rem; }
`;

/** A whole page; `body` is markup. */
export function html(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>${escape(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>
`;
}

/** Text as markup: for content and for attributes in double quotes. */
export function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
