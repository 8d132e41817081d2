/** A field that was changed, as a few words: `role: user -> owner`. */
export interface Changed {
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export function changeText({ field, before, after }: Changed): string {
  return `${field}: ${before === undefined ? '' : `${words(before)} -> `}${words(after)}`;
}

const words = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'));
