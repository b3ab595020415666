import { createHook } from 'node:async_hooks';

/** Kinds of asynchronous resources that end inside this thread, or never. */
const FOREGROUND = new Set([
  'PROMISE',
  'TickObject',
  'Timeout',
  'Immediate',
  'Microtask',
  'MESSAGEPORT',
  'WORKER',
  'BLOBREADER',
]);

/** Work that goes on outside this thread, such as key derivation or reading a file. */
export interface Background {
  /** Starts to watch; to be called before code gets hold of anything that works outside this thread. */
  watch(): void;
  /** Stops to watch and forgets what was seen. */
  forget(): void;
  /** Whether something seen has not come back yet. */
  busy(): boolean;
}

export function watchBackground(): Background {
  const open = new Set<number>();
  const hook = createHook({
    init(id, type) {
      if (!FOREGROUND.has(type)) open.add(id);
    },
    after: (id) => void open.delete(id),
    destroy: (id) => void open.delete(id),
  });
  return {
    watch: () => void hook.enable(),
    forget() {
      hook.disable();
      open.clear();
    },
    busy: () => open.size > 0,
  };
}
