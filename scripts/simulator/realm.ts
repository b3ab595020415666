// Code may change these very functions, so they are held from before it runs.
const { defineProperty, deleteProperty, getOwnPropertyDescriptor } = Reflect;
const { getPrototypeOf, ownKeys, setPrototypeOf } = Reflect;
const { is, isExtensible, keys } = Object;

/** What the code of all logins in a thread shares: the globals, the built-in objects behind them, loaded modules. */
export interface Realm {
  /** Counts a module's exports in. */
  watch(exports: unknown): void;
  /** Runs `load`; what it changes in the realm, as a polyfill does, belongs to it from then on. */
  adopting<T>(load: () => T): T;
  /** Whether code has added globals that show in `Object.keys`: a quick look. */
  hasNewGlobals(): boolean;
  /** Their names. */
  newGlobals(): string[];
  /** Removes all globals that code has added; false when it has made that impossible. */
  removeGlobals(): boolean;
  /** Whether anything else is not as it was, hidden globals among it. */
  isTouched(): boolean;
  /** Puts everything back; false when code has made that impossible, as by freezing. */
  restore(): boolean;
}

/** One object as it was. */
interface Kept {
  readonly object: object;
  readonly prototype: object | null;
  readonly extensible: boolean;
  readonly keys: readonly PropertyKey[];
  readonly descriptors: PropertyDescriptor[];
}

/** Globals that change by themselves. */
const LIVELY = new Set<PropertyKey>(['process', 'global', 'globalThis']);

/** Starts to keep the realm of this thread; to be called once the thread's own globals are in place. */
export function keepRealm(): Realm {
  let kept: Kept[] = [];
  const roots: object[] = builtIns();
  const keepAll = (): void => {
    kept = roots.map(keptOf);
  };
  const isTouched = (): boolean => {
    for (let at = 0; at < kept.length; at++) if (!isSame(kept[at]!)) return true;
    return hasHiddenGlobals();
  };
  const globals = Object.create(null) as Record<PropertyKey, true>;
  for (const key of ownKeys(globalThis)) globals[key] = true;
  const enumerable = keys(globalThis).length;
  // Those under a symbol are those of modules, which find themselves by them.
  const isNewGlobal = (key: PropertyKey): boolean => !globals[key] && typeof key === 'string';
  const hasHiddenGlobals = (): boolean => {
    const now = ownKeys(globalThis);
    for (let at = 0; at < now.length; at++) {
      const key = now[at]!;
      if (isNewGlobal(key) && !getOwnPropertyDescriptor(globalThis, key)!.enumerable) return true;
    }
    return false;
  };
  keepAll();
  return {
    hasNewGlobals: () => keys(globalThis).length !== enumerable,
    newGlobals() {
      const now = keys(globalThis);
      const names: string[] = [];
      for (let at = 0; at < now.length; at++) if (isNewGlobal(now[at]!)) names[names.length] = now[at]!;
      return names;
    },
    removeGlobals() {
      const now = ownKeys(globalThis);
      let whole = true;
      for (let at = 0; at < now.length; at++) {
        if (isNewGlobal(now[at]!) && !deleteProperty(globalThis, now[at]!)) whole = false;
      }
      return whole;
    },
    watch(exports) {
      const known = new Set(roots);
      const added = partsOf(exports).filter((part) => !known.has(part));
      roots.push(...added);
      kept.push(...added.map(keptOf));
    },
    adopting(load) {
      const before = isTouched();
      const loaded = load();
      if (!before && isTouched()) keepAll();
      return loaded;
    },
    isTouched,
    restore() {
      let whole = true;
      for (let at = 0; at < kept.length; at++) {
        if (!isSame(kept[at]!) && !putBack(kept[at]!)) whole = false;
      }
      return whole;
    },
  };
}

/** The globals, their prototypes, and the prototypes that only syntax leads to. */
function builtIns(): object[] {
  const found = new Set<object>([globalThis, process.env]);
  for (const key of ownKeys(globalThis)) {
    const value: unknown = LIVELY.has(key) ? undefined : getOwnPropertyDescriptor(globalThis, key)?.value;
    for (const part of partsOf(value)) found.add(part);
  }
  const hidden = [
    [][Symbol.iterator](),
    ''[Symbol.iterator](),
    new Map()[Symbol.iterator](),
    new Set()[Symbol.iterator](),
    'a'.matchAll(/a/g),
    Uint8Array,
    function* () {},
    async () => {},
    async function* () {},
  ];
  for (const one of hidden) {
    for (let link = getPrototypeOf(one); link; link = getPrototypeOf(link)) {
      for (const part of partsOf(link)) found.add(part);
    }
  }
  return [...found];
}

/** An object or a function itself, its prototype, and the plain objects that it holds. */
function partsOf(value: unknown): object[] {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return [];
  const parts: object[] = [value];
  for (const key of ownKeys(value)) {
    const part: unknown = getOwnPropertyDescriptor(value, key)?.value;
    if (typeof part !== 'object' || part === null) continue;
    if (key === 'prototype' || getPrototypeOf(part) === Object.prototype) parts.push(part);
  }
  return parts;
}

function keptOf(object: object): Kept {
  const keys = ownKeys(object);
  return {
    object,
    prototype: getPrototypeOf(object),
    extensible: isExtensible(object),
    keys,
    descriptors: keys.map((key) => getOwnPropertyDescriptor(object, key)!),
  };
}

function isSame({ object, prototype, extensible, keys, descriptors }: Kept): boolean {
  if (getPrototypeOf(object) !== prototype || isExtensible(object) !== extensible) return false;
  if (object !== globalThis && ownKeys(object).length !== keys.length) return false;
  for (let at = 0; at < keys.length; at++) {
    const found = getOwnPropertyDescriptor(object, keys[at]!);
    if (!found) return false;
    if (isSameProperty(found, descriptors[at]!)) continue;
    if (!isLoadedLate(found, descriptors[at]!)) return false;
    descriptors[at] = found;
  }
  return true;
}

function isSameProperty(a: PropertyDescriptor, b: PropertyDescriptor): boolean {
  return (
    is(a.value, b.value) &&
    a.get === b.get &&
    a.set === b.set &&
    a.writable === b.writable &&
    a.enumerable === b.enumerable &&
    a.configurable === b.configurable
  );
}

/** Node loads some of its globals when they are first read, and then holds the value itself. */
function isLoadedLate(now: PropertyDescriptor, before: PropertyDescriptor): boolean {
  return before.get !== undefined && 'value' in now && is(before.get.call(globalThis), now.value);
}

function putBack({ object, prototype, extensible, keys, descriptors }: Kept): boolean {
  if (isExtensible(object) !== extensible || !setPrototypeOf(object, prototype)) return false;
  let whole = object === globalThis || removeOthers(object, keys);
  for (let at = 0; at < keys.length; at++) {
    if (!defineProperty(object, keys[at]!, descriptors[at]!)) whole = false;
  }
  return whole;
}

function removeOthers(object: object, keys: readonly PropertyKey[]): boolean {
  const now = ownKeys(object);
  let whole = true;
  for (let at = 0; at < now.length; at++) {
    if (!isOneOf(keys, now[at]!) && !deleteProperty(object, now[at]!)) whole = false;
  }
  return whole;
}

function isOneOf(keys: readonly PropertyKey[], key: PropertyKey): boolean {
  for (let at = 0; at < keys.length; at++) if (keys[at] === key) return true;
  return false;
}
