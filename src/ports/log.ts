/** Structured logs. Facts go into `facts`, never into the message, and secrets go nowhere. */
export interface Log {
  debug(message: string, facts?: Facts): void;
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts): void;
  error(message: string, facts?: Facts): void;
  /** A log that adds `facts` to every line. */
  with(facts: Facts): Log;
}

export type Facts = Readonly<Record<string, unknown>>;
