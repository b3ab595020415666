type Report = (error: unknown) => void;

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

let report: Report = () => undefined;
const listener: Report = (error) => report(error);

/**
 * Keeps errors that no promise and no call carries (thrown in a timer, or a rejection that nobody handles) from ending
 * this thread, and drops the listeners that code has added for them.
 */
export function holdStrays(): void {
  for (const event of EVENTS) {
    const listeners: readonly unknown[] = process.rawListeners(event);
    if (listeners.length === 1 && listeners[0] === listener) continue;
    process.removeAllListeners(event);
    process.on(event, listener);
  }
}

/** Reports such errors from now on, until the function that it returns is called. */
export function catchStrays(next: Report): () => void {
  report = next;
  return () => {
    report = () => undefined;
  };
}
