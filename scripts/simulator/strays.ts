/** Reports errors that no promise and no call carries: thrown in a timer, or a rejection that nobody handles. */
export function catchStrays(report: (error: unknown) => void): () => void {
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
  return () => {
    process.off('uncaughtException', report);
    process.off('unhandledRejection', report);
  };
}

/** The value as JSON carries it: functions and undefined members vanish, dates become text. */
export function plain(value: unknown): unknown {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}
