/**
 * Runs something that loads or sets up oidc-provider without its remarks: it wants a Node version of long-term support
 * and advises against settings that are meant here. Everything else that is printed meanwhile stays.
 */
export async function quietly<T>(run: () => Promise<T>): Promise<T> {
  const { warn, info } = console;
  const unless =
    (print: typeof warn): typeof warn =>
    (...values: unknown[]) => {
      if (!String(values[0]).includes('oidc-provider ')) print(...values);
    };
  console.warn = unless(warn);
  console.info = unless(info);
  try {
    return await run();
  } finally {
    console.warn = warn;
    console.info = info;
  }
}
