/** A map that forgets its oldest entries: what a login leaves behind for its next request. */
export class Recent<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string | undefined): Value | undefined {
    return key === undefined ? undefined : this.#entries.get(key);
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#limit) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  /** Newest first. */
  values(): Value[] {
    return [...this.#entries.values()].toReversed();
  }
}
