/** Code that is kept ready, at most; more means that it changes all the time, as when it is broken on purpose. */
const MOST = 400;

/** What is made of code once and used for every login: by the object that holds the code, else by its text. */
export function onceACode<Made>(): (holder: object, text: () => string, make: () => Made) => Made {
  let byHolder = new WeakMap<object, Made>();
  const byText = new Map<string, Made>();
  return (holder, text, make) => {
    const held = byHolder.get(holder);
    if (held !== undefined) return held;
    if (byText.size >= MOST) {
      byText.clear();
      byHolder = new WeakMap();
    }
    const key = text();
    const made = byText.get(key) ?? make();
    byText.set(key, made);
    byHolder.set(holder, made);
    return made;
  };
}
